import { describe, expect, it } from 'vitest';
import { parseObjects } from '../adapters/dump/parse-objects.ts';
import { recordedCluster } from '../adapters/dump/recorded-cluster.ts';
import { refText } from '../domain/objects.ts';
import { ClusterError } from '../ports/cluster.ts';
import { incidentKey } from './incident-key.ts';
import { isResolvedTarget, resolveTarget, targetOf } from './resolve-target.ts';

const cluster = recordedCluster(
  parseObjects(
    `
{ apiVersion: v1, kind: Namespace, metadata: { name: cardboard } }
---
{ apiVersion: v1, kind: Namespace, metadata: { name: monitoring } }
---
{ apiVersion: apps/v1, kind: Deployment, metadata: { name: web, namespace: cardboard, uid: d1 } }
---
apiVersion: apps/v1
kind: ReplicaSet
metadata:
  name: web-5d8f7c9b6d
  namespace: cardboard
  uid: r1
  labels: { pod-template-hash: 5d8f7c9b6d }
  ownerReferences: [{ apiVersion: apps/v1, kind: Deployment, name: web, uid: d1, controller: true }]
---
apiVersion: v1
kind: Pod
metadata:
  name: web-5d8f7c9b6d-x2x4z
  namespace: cardboard
  ownerReferences: [{ apiVersion: apps/v1, kind: ReplicaSet, name: web-5d8f7c9b6d, uid: r1, controller: true }]
---
{ apiVersion: v1, kind: Pod, metadata: { name: kube-state-metrics-0, namespace: monitoring } }
---
apiVersion: v1
kind: Pod
metadata:
  name: kube-proxy-node1
  namespace: monitoring
  ownerReferences: [{ apiVersion: v1, kind: Node, name: node1, uid: n1, controller: true }]
---
{ apiVersion: batch/v1, kind: CronJob, metadata: { name: backup, namespace: cardboard, uid: c1 } }
---
apiVersion: batch/v1
kind: Job
metadata:
  name: backup-29520495
  namespace: cardboard
  ownerReferences: [{ apiVersion: batch/v1, kind: CronJob, name: backup, uid: c1, controller: true }]
---
{ apiVersion: v1, kind: Service, metadata: { name: web, namespace: cardboard } }
---
apiVersion: v1
kind: Node
metadata: { name: node1 }
status: { addresses: [{ type: InternalIP, address: 10.0.0.5 }] }
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: web-hpa, namespace: cardboard }
spec: { scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: web } }
`,
    'yaml',
  ),
);

async function resolve(labels: Record<string, string>): Promise<string> {
  const resolution = await resolveTarget({ labels }, cluster);
  if (!isResolvedTarget(resolution)) return resolution.unresolved;
  return `${refText(resolution.subject)} < ${refText(resolution.root)}${resolution.precise ? '' : ' (vague)'}`;
}

describe('resolveTarget', () => {
  it.each([
    [
      'a pod to its Deployment',
      { namespace: 'cardboard', pod: 'web-5d8f7c9b6d-x2x4z' },
      'Pod cardboard/web-5d8f7c9b6d-x2x4z < Deployment cardboard/web',
    ],
    [
      'a pod that is gone, by its ReplicaSet',
      { namespace: 'cardboard', pod: 'web-5d8f7c9b6d-zzzzz' },
      'ReplicaSet cardboard/web-5d8f7c9b6d < Deployment cardboard/web',
    ],
    [
      'a pod that is gone, and whose name fits no owner, to no more than the namespace',
      { namespace: 'cardboard', pod: 'web-aaaaa' },
      'Namespace cardboard < Namespace cardboard (vague)',
    ],
    [
      'a mirror pod to itself, not to its Node',
      { namespace: 'monitoring', pod: 'kube-proxy-node1' },
      'Pod monitoring/kube-proxy-node1 < Pod monitoring/kube-proxy-node1',
    ],
    [
      'a Job to itself, with the CronJob as root',
      { namespace: 'cardboard', job_name: 'backup-29520495', job: 'kube-state-metrics' },
      'Job cardboard/backup-29520495 < CronJob cardboard/backup',
    ],
    ['a Job that is gone to nothing', { namespace: 'cardboard', job_name: 'backup-1' }, 'target.not-found'],
    [
      'a workload past the pod of the exporter that told of it',
      {
        namespace: 'cardboard',
        deployment: 'web',
        pod: 'kube-state-metrics-0',
        container: 'kube-state-metrics',
      },
      'Deployment cardboard/web < Deployment cardboard/web',
    ],
    [
      'a Node, not the pod of the exporter that told of it',
      {
        namespace: 'monitoring',
        node: 'node1',
        pod: 'kube-state-metrics-0',
        container: 'kube-state-metrics',
      },
      'Node node1 < Node node1',
    ],
    [
      'the exporter itself, where the metric is about its own pod',
      { namespace: 'monitoring', pod: 'kube-state-metrics-0', container: 'kube-state-metrics', uid: 'u1' },
      'Pod monitoring/kube-state-metrics-0 < Pod monitoring/kube-state-metrics-0',
    ],
    [
      'exported_ labels before the namesakes of the scrape',
      {
        namespace: 'monitoring',
        pod: 'kube-state-metrics-0',
        exported_namespace: 'cardboard',
        exported_service: 'web',
      },
      'Service cardboard/web < Service cardboard/web',
    ],
    [
      'no namespace that is only the scrape’s',
      { namespace: 'monitoring', exported_service: 'elsewhere-web-80@kubernetes' },
      'target.not-named',
    ],
    [
      'an address of a node exporter to its Node',
      {
        job: 'node-exporter',
        namespace: 'monitoring',
        container: 'node-exporter',
        instance: '10.0.0.5:9100',
      },
      'Node node1 < Node node1',
    ],
    [
      'an autoscaler to what it scales',
      { namespace: 'cardboard', horizontalpodautoscaler: 'web-hpa' },
      'HorizontalPodAutoscaler cardboard/web-hpa < Deployment cardboard/web',
    ],
    [
      'a namespace to itself, vaguely',
      { namespace: 'cardboard' },
      'Namespace cardboard < Namespace cardboard (vague)',
    ],
    ['a namespace that does not exist to nothing', { namespace: 'longhorn' }, 'target.not-found'],
    ['a value that cannot be a name to nothing', { namespace: '../kube-system' }, 'target.not-named'],
    ['no labels to nothing', {}, 'target.not-named'],
  ])('resolves %s', async (_case, labels, expected) => {
    expect(await resolve(labels)).toBe(expected);
  });

  it('does not fall back to a vaguer label where it may not look', async () => {
    const forbidden = { ...cluster, get: () => Promise.reject(new ClusterError('forbidden', 'no')) };
    const resolution = await resolveTarget({ labels: { namespace: 'cardboard', pod: 'web-0' } }, forbidden);
    expect(resolution).toEqual({ unresolved: 'target.unreadable', namespace: 'cardboard' });
  });
});

describe('targetOf', () => {
  it('keeps a Job that the alert names, and takes the root of everything else', async () => {
    const job = await resolveTarget(
      { labels: { namespace: 'cardboard', job_name: 'backup-29520495' } },
      cluster,
    );
    const pod = await resolveTarget(
      { labels: { namespace: 'cardboard', pod: 'web-5d8f7c9b6d-x2x4z' } },
      cluster,
    );
    expect([targetOf(job)?.kind, targetOf(pod)?.kind]).toEqual(['Job', 'Deployment']);
  });
});

describe('incidentKey', () => {
  it('is the root owner, so that two pods of one Deployment are one incident', async () => {
    const labels = { namespace: 'cardboard', pod: 'web-5d8f7c9b6d-x2x4z' };
    const resolution = await resolveTarget({ labels }, cluster);
    expect(incidentKey({ fingerprint: 'f1' }, resolution, 'g')).toBe('apps/Deployment/cardboard/web');
  });

  it('is the group in its namespace while nothing precise resolves, and the alert without a group', async () => {
    const resolution = await resolveTarget({ labels: { namespace: 'cardboard' } }, cluster);
    expect(incidentKey({ fingerprint: 'f1' }, resolution, 'g')).toBe('group/cardboard/g');
    expect(incidentKey({ fingerprint: 'f1' }, resolution, '')).toBe('alert/f1');
  });
});
