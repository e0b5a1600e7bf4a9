import { describe, expect, it } from 'vitest';
import { podOf, workload } from '../../../test/support/namespace-objects.ts';
import type { KubernetesObject } from '../../domain/objects.ts';
import { workloadsOf } from './workload.ts';

/** `Deployment/web 2` for a root workload with two pods. */
function found(...objects: readonly KubernetesObject[]): readonly string[] {
  return workloadsOf(objects).map(({ ref, pods }) => `${ref.kind}/${ref.name} ${pods.length}`);
}

function ownedBy(owner: KubernetesObject, object: KubernetesObject): KubernetesObject {
  const ownerReferences = podOf(owner).metadata.ownerReferences ?? [];
  return { ...object, metadata: { ...object.metadata, ownerReferences } };
}

const web = workload('Deployment', 'web');
const set = ownedBy(web, workload('ReplicaSet', 'web-5d4'));

describe('workloadsOf', () => {
  it('counts pods with their root, through every owner', () => {
    expect(found(podOf(set), podOf(set, undefined, '1'), set, web)).toEqual(['Deployment/web 2']);
  });

  it('keeps a workload without pods, and a pod without a workload', () => {
    expect(found(web, workload('Pod', 'bare'))).toEqual(['Deployment/web 0', 'Pod/bare 1']);
  });

  it('takes a name for enough where a dump lost the uid', () => {
    const { uid: _lost, ...metadata } = web.metadata;
    expect(found({ ...web, metadata }, podOf(web))).toEqual(['Deployment/web 1']);
  });

  it('names the controller that was not read, for pods and ReplicaSets', () => {
    const rollout = {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Rollout',
      metadata: { name: 'web', uid: 'r' },
    };
    const running = ownedBy(rollout, workload('ReplicaSet', 'web-new'));
    const old = ownedBy(rollout, workload('ReplicaSet', 'web-old', { replicas: 0 }));
    const [root] = workloadsOf([old, running, podOf(running)]);
    expect(root?.ref).toMatchObject({ kind: 'Rollout', name: 'web' });
    expect(root?.makers.map(({ object }) => object.metadata.name)).toEqual(['web-new']);
  });

  it('keeps the pods of a controller that was read and holds no template of its own', () => {
    const cluster = {
      apiVersion: 'acid.zalan.do/v1',
      kind: 'postgresql',
      metadata: { name: 'db', uid: 'c' },
    };
    expect(found(cluster, ownedBy(cluster, workload('Pod', 'db-0')))).toEqual(['postgresql/db 1']);
  });

  it('names a StatefulSet itself, whatever operator it belongs to', () => {
    const operator = {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'Prometheus',
      metadata: { name: 'k8s', uid: 'p' },
    };
    expect(found(ownedBy(operator, workload('StatefulSet', 'prometheus-k8s')))).toEqual([
      'StatefulSet/prometheus-k8s 0',
    ]);
  });

  it('names a static pod itself, though its Node controls it', () => {
    const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'node-1', uid: 'n' } };
    expect(found(ownedBy(node, workload('Pod', 'etcd-node-1')))).toEqual(['Pod/etcd-node-1 1']);
  });

  it('comes to an end where owners own each other', () => {
    const pod = workload('Pod', 'ouroboros');
    expect(found(ownedBy(pod, pod))).toEqual(['Pod/ouroboros 1']);
  });

  it('leaves out what is finished or on its way out', () => {
    const job = {
      ...workload('Job', 'migrate'),
      status: { conditions: [{ type: 'Failed', status: 'True' }] },
    };
    const pod = workload('Pod', 'done');
    const succeeded = { ...pod, status: { phase: 'Succeeded' } };
    const leaving = { ...web, metadata: { ...web.metadata, deletionTimestamp: '2026-03-04T12:00:00Z' } };
    expect(found(job, podOf(job), succeeded, leaving, podOf(leaving))).toEqual([]);
  });

  it('counts a Job that still runs, and a CronJob for its Jobs', () => {
    const cron = workload('CronJob', 'backup');
    const job = ownedBy(cron, workload('Job', 'backup-1'));
    expect(found(cron, job, podOf(job), workload('Job', 'migrate'))).toEqual([
      'CronJob/backup 1',
      'Job/migrate 0',
    ]);
  });
});
