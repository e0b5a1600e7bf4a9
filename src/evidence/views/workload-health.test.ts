import { expect, it } from 'vitest';
import type { KubernetesObject } from '../../domain/objects.ts';
import { isHealthy } from './workload-health.ts';

const now = new Date('2026-03-04T02:20:00Z');

function workload(kind: string, status: object): KubernetesObject {
  const metadata = { namespace: 'shop', name: 'web', generation: 2 };
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata,
    spec: { replicas: 2 },
    status: { observedGeneration: 2, ...status },
  };
}

it.each([
  ['all are ready', 'Deployment', { replicas: 2, updatedReplicas: 2, readyReplicas: 2 }, true],
  ['one is missing', 'Deployment', { replicas: 2, updatedReplicas: 2, readyReplicas: 1 }, false],
  [
    'pods of the revision before serve in place of new ones',
    'Deployment',
    { replicas: 3, updatedReplicas: 2, readyReplicas: 2 },
    false,
  ],
  [
    'the newest spec is not seen yet',
    'Deployment',
    { replicas: 2, updatedReplicas: 2, readyReplicas: 2, observedGeneration: 1 },
    false,
  ],
  [
    'a StatefulSet has replaced all',
    'StatefulSet',
    { replicas: 2, updatedReplicas: 2, readyReplicas: 2 },
    true,
  ],
])('a workload of which %s', (_how, kind, status, expected) => {
  expect(isHealthy(workload(kind, status), [], now)).toBe(expected);
});
