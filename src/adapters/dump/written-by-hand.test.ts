import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { podsOf } from '../../evidence/related.ts';
import { workloadsOf } from '../../guardrails/workloads/workload.ts';
import { withImpliedOwners } from './implied-owners.ts';
import { readDump } from './read-dump.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dump-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const labels = { app: 'printer' };
const spec = {
  selector: { matchLabels: labels },
  template: { metadata: { labels }, spec: { containers: [] } },
};
const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'printer', namespace: 'parcels', uid: 'd' },
  spec,
};
const replicaSet = {
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  metadata: {
    name: 'printer-5c9f',
    namespace: 'parcels',
    uid: 'r',
    ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'printer', uid: 'd' }],
  },
  spec,
};
const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: 'printer-5c9f-x2x4z',
    namespace: 'parcels',
    uid: 'p',
    labels,
    ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'printer-5c9f', uid: 'r' }],
  },
  spec: { containers: [] },
};

function dumpOf(...items: readonly unknown[]) {
  writeFileSync(join(folder, 'all.json'), JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
  return readDump(folder);
}

describe('a dump that was written by hand', () => {
  it.each([
    ['whose ReplicaSet has no labels', [deployment, replicaSet, pod]],
    ['without the ReplicaSet', [deployment, pod]],
  ])('%s still gives a Deployment its pods', async (_what, items) => {
    const dump = dumpOf(...items);
    const found = dump.objects.find(({ kind }) => kind === 'Deployment') ?? expect.fail('no Deployment');
    const pods = await podsOf(found, withImpliedOwners(dump));
    expect(pods.map(({ metadata }) => metadata.name)).toEqual(['printer-5c9f-x2x4z']);
  });

  it('gives a Job its pods that lack its label', async () => {
    const job = { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'dump-1', namespace: 'parcels' } };
    const ownerReferences = [{ apiVersion: 'batch/v1', kind: 'Job', name: 'dump-1', uid: 'j' }];
    const { cluster, objects } = dumpOf(job, { ...pod, metadata: { ...pod.metadata, ownerReferences } });
    const found = objects.find(({ kind }) => kind === 'Job') ?? expect.fail('no Job');
    expect(await podsOf(found, cluster)).toHaveLength(1);
  });

  it('that does not say which owner is the controller holds one workload, not one a pod', () => {
    const workloads = workloadsOf(dumpOf(deployment, replicaSet, pod).objects);
    expect(workloads.map(({ ref }) => `${ref.kind} ${ref.name}`)).toEqual(['Deployment printer']);
  });

  it('is believed where it says that an owner is no controller', () => {
    const [owner] = pod.metadata.ownerReferences;
    const ownerReferences = [{ ...owner, controller: false }];
    const bare = { ...pod, metadata: { ...pod.metadata, ownerReferences } };
    expect(dumpOf(bare).objects[0]?.metadata.ownerReferences).toEqual(ownerReferences);
  });
});
