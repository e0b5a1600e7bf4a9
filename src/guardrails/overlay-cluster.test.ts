import { describe, expect, it } from 'vitest';
import { cronJob, deployment, pod } from '../../test/support/action-objects.ts';
import { action, change } from '../../test/support/actions.ts';
import { recordedCluster } from '../adapters/dump/recorded-cluster.ts';
import { refOf } from '../domain/objects.ts';
import { overlayCluster } from './overlay-cluster.ts';

describe('the cluster as earlier steps would leave it', () => {
  it('holds what a step makes, beside what it was made from', async () => {
    const run = change(action('run-cronjob', cronJob, {}), cronJob);
    const cluster = overlayCluster(recordedCluster([cronJob]), [run]);

    expect(await cluster.get(refOf(cronJob))).toBe(cronJob);
    expect(await cluster.get(run.request.target)).toEqual(run.after);
    const jobs = await cluster.list({ apiVersion: 'batch/v1', kind: 'Job', namespace: 'cardboard' });
    expect(jobs.items).toEqual([run.after]);
  });

  it('shows what a step changes as the last of them leaves it', async () => {
    const first = change(action('scale-workload', deployment, { replicas: 3 }), deployment);
    const second = change(action('scale-workload', deployment, { replicas: 4 }), first.after);
    const cluster = overlayCluster(recordedCluster([deployment]), [first, second]);

    expect(await cluster.get(refOf(deployment))).toEqual(second.after);
  });

  it('lacks what a step deletes', async () => {
    const owner = {
      ...deployment,
      kind: 'ReplicaSet',
      metadata: { ...deployment.metadata, uid: 'uid-rs-3', name: 'web-h3' },
    };
    const gone = change(action('delete-pod', pod, {}), pod, [owner]);
    const cluster = overlayCluster(recordedCluster([pod]), [gone]);

    expect(await cluster.get(refOf(pod))).toBeUndefined();
  });
});
