import { describe, expect, it } from 'vitest';
import { parseObjects } from '../adapters/dump/parse-objects.ts';
import { recordedCluster } from '../adapters/dump/recorded-cluster.ts';
import type { ObjectRef } from '../domain/objects.ts';
import { ClusterError } from '../ports/cluster.ts';
import { known } from './kinds.ts';
import { readCondition } from './read-condition.ts';

const now = new Date('2026-03-04T02:30:00Z');
const target = known('Deployment', 'web', 'cardboard');

function clusterOf(...documents: readonly string[]) {
  return recordedCluster(parseObjects(documents.join('\n---\n'), 'yaml'));
}

function read(alertname: string, about: ObjectRef | undefined, ...documents: readonly string[]) {
  const labels = { alertname, namespace: 'cardboard' };
  return readCondition({ labels }, about, clusterOf(...documents), now);
}

function deployment(ready: number, observed = 2): string {
  return `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: cardboard, uid: d1, generation: 2 }
spec: { replicas: 1, selector: { matchLabels: { app: web } } }
status: { observedGeneration: ${observed}, readyReplicas: ${ready}, updatedReplicas: 1 }
---
apiVersion: apps/v1
kind: ReplicaSet
metadata:
  name: web-5d8f7c9b6d
  namespace: cardboard
  uid: r1
  labels: { app: web }
  ownerReferences: [{ apiVersion: apps/v1, kind: Deployment, name: web, uid: d1, controller: true }]`;
}

function pod(name: string, state: string, owner = 'kind: ReplicaSet, name: web-5d8f7c9b6d, uid: r1'): string {
  return `
apiVersion: v1
kind: Pod
metadata:
  name: ${name}
  namespace: cardboard
  labels: { app: web }
  ownerReferences: [{ apiVersion: apps/v1, ${owner}, controller: true }]
status:
  phase: Running
  containerStatuses: [{ name: web, ${state} }]`;
}

const leaving = (document: string) =>
  document.replace('  labels:', '  deletionTimestamp: "2026-03-04T02:28:00Z"\n  labels:');

const calm = 'ready: true, restartCount: 0, state: { running: { startedAt: 2026-03-04T01:00:00Z } }';
const restarted = (minute: number) =>
  `ready: true, restartCount: 3, state: { running: { startedAt: "2026-03-04T02:${minute}:00Z" } }, lastState: { terminated: { finishedAt: "2026-03-04T02:${minute}:00Z" } }`;

describe('a workload alert', () => {
  it.each([
    ['gone when everything is ready and calm', 'gone', [deployment(1), pod('web-a', calm)]],
    ['holding while replicas are missing', 'holds', [deployment(0), pod('web-a', calm)]],
    ['holding until the newest spec is observed', 'holds', [deployment(1, 1), pod('web-a', calm)]],
    ['holding between two crashes', 'holds', [deployment(1), pod('web-a', restarted(27))]],
    ['gone some time after the last restart', 'gone', [deployment(1), pod('web-a', restarted(10))]],
    [
      'gone while the pod that crashed is still on its way out',
      'gone',
      [deployment(1), pod('web-a', calm), leaving(pod('web-b', restarted(27)))],
    ],
    ['holding while pods are absent', 'holds', [deployment(0)]],
    ['unknown for a workload that is not there', 'unknown', []],
  ])('is %s', async (_case, expected, documents) => {
    expect(await read('KubePodCrashLooping', target, ...documents)).toBe(expected);
  });

  it('is unknown where readiness is not what it is about', async () => {
    expect(await read('CPUThrottlingHigh', target, deployment(1), pod('web-a', calm))).toBe('unknown');
  });
});

describe('a Job alert', () => {
  const job = known('Job', 'backup-1', 'cardboard');
  const withCondition = (type: string) =>
    `{ apiVersion: batch/v1, kind: Job, metadata: { name: backup-1, namespace: cardboard }, status: { conditions: [{ type: ${type}, status: "True" }] } }`;

  it.each([
    ['holds', [withCondition('Failed')]],
    ['gone', [withCondition('Complete')]],
    ['gone', []],
  ])('%s', async (expected, documents) => {
    expect(await read('KubeJobFailed', job, ...documents)).toBe(expected);
  });
});

describe('a Service alert', () => {
  const service = known('Service', 'web', 'cardboard');
  const object = '{ apiVersion: v1, kind: Service, metadata: { name: web, namespace: cardboard } }';
  const slice = (...pods: readonly string[]) => `
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: web-1, namespace: cardboard, labels: { kubernetes.io/service-name: web } }
endpoints: [${pods.map((name) => `{ targetRef: { kind: Pod, name: ${name} } }`).join(', ')}]`;
  const foreign = `
{ apiVersion: apps/v1, kind: StatefulSet, metadata: { name: postgres, namespace: cardboard, uid: s1 } }
---
${pod('postgres-0', calm, 'kind: StatefulSet, name: postgres, uid: s1')}`;

  it.each([
    [
      'holds while endpoints belong to two workloads',
      'holds',
      'ServiceBadGateway',
      [slice('web-a', 'postgres-0'), foreign],
    ],
    ['holds without endpoints', 'holds', 'ServiceBadGateway', []],
    ['is gone when they belong to one', 'gone', 'ServiceBadGateway', [slice('web-a')]],
    [
      'is unknown then, where the application could be answering with errors',
      'unknown',
      'ServiceHighErrorRate',
      [slice('web-a')],
    ],
  ])('%s', async (_case, expected, name, documents) => {
    expect(await read(name, service, object, deployment(1), pod('web-a', calm), ...documents)).toBe(expected);
  });
});

describe('a Pod Security alert', () => {
  it.each([
    ['holds', '{}'],
    ['gone', '{ pod-security.kubernetes.io/enforce: baseline }'],
  ])('%s with labels %s', async (expected, labels) => {
    const namespace = `{ apiVersion: v1, kind: Namespace, metadata: { name: cardboard, labels: ${labels} } }`;
    expect(await read('NamespaceWithoutPodSecurityLevel', undefined, namespace)).toBe(expected);
  });
});

it('is unknown where the cluster cannot be read', async () => {
  const silent = { ...clusterOf(), get: () => Promise.reject(new ClusterError('timeout', 'no answer')) };
  const alert = { labels: { alertname: 'KubeJobFailed' } };
  expect(await readCondition(alert, known('Job', 'backup-1', 'cardboard'), silent, now)).toBe('unknown');
});
