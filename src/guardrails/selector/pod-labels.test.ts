import { expect, it } from 'vitest';
import { workload } from '../../../test/support/namespace-objects.ts';
import type { KubernetesObject } from '../../domain/objects.ts';
import { workloadsOf } from '../workloads/workload.ts';
import { plannedLabels } from './pod-labels.ts';

const planned = (object: KubernetesObject) => workloadsOf([object]).flatMap(plannedLabels);
const podNames = (object: KubernetesObject) =>
  planned(object).map((labels) => labels['statefulset.kubernetes.io/pod-name']);

it('a StatefulSet gives each pod its name and index', () => {
  const set = workload('StatefulSet', 'db', { replicas: 2 });
  expect(planned(set)).toEqual([
    { app: 'db', 'statefulset.kubernetes.io/pod-name': 'db-0', 'apps.kubernetes.io/pod-index': '0' },
    { app: 'db', 'statefulset.kubernetes.io/pod-name': 'db-1', 'apps.kubernetes.io/pod-index': '1' },
  ]);
});

it('a StatefulSet counts from where its ordinals start, and at zero replicas has its first pod', () => {
  const set = workload('StatefulSet', 'db', { replicas: 2 });
  const spec = { ...(set['spec'] as object), ordinals: { start: 3 } };
  expect(podNames({ ...set, spec })).toEqual(['db-3', 'db-4']);
  expect(podNames({ ...set, spec: { ...spec, replicas: 0 } })).toEqual(['db-3']);
  expect(podNames({ ...set, spec: { ...spec, replicas: undefined } })).toEqual(['db-3']);
});

it('a Job gives its pods its name, and a Deployment adds nothing', () => {
  expect(planned(workload('Job', 'migrate'))).toEqual([
    { 'job-name': 'migrate', 'batch.kubernetes.io/job-name': 'migrate', app: 'migrate' },
  ]);
  expect(planned(workload('Deployment', 'web'))).toEqual([{ app: 'web' }]);
});
