import { expect, it } from 'vitest';
import { recordedCluster } from '../../adapters/dump/recorded-cluster.ts';
import type { KubernetesObject } from '../../domain/objects.ts';
import type { ClusterReader } from '../../ports/cluster.ts';
import { ClusterError } from '../../ports/cluster.ts';
import type { CollectorContext } from '../collector.ts';
import { known } from '../kinds.ts';
import { observedReader } from '../observed-reader.ts';
import { dependenciesCollector } from './dependencies.ts';

const secret = 'postgres://app:hunter2@db:5432/app';
const web: KubernetesObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { namespace: 'shop', name: 'web' },
  spec: {
    template: { spec: { containers: [{ name: 'web', envFrom: [{ configMapRef: { name: 'settings' } }] }] } },
  },
};
const settings: KubernetesObject = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { namespace: 'shop', name: 'settings' },
  data: { DATABASE_URL: secret },
};
const db: KubernetesObject = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { namespace: 'shop', name: 'db' },
  spec: { selector: { app: 'db' }, ports: [{ port: 5432 }] },
};
const target = known('Deployment', 'web', 'shop');

async function collect(cluster: ClusterReader) {
  const { signal } = new AbortController();
  const context: CollectorContext = {
    alerts: [],
    namespaces: ['shop'],
    resolution: { subject: target, root: target, namespace: 'shop', precise: true },
    target,
    cluster: observedReader(cluster, 60, signal).cluster,
    now: new Date('2026-03-04T02:20:00Z'),
    signal,
  };
  return await dependenciesCollector.collect(context);
}

it('follows what a ConfigMap names, and shows nothing of what is in it', async () => {
  const seen = await collect(recordedCluster([web, settings, db]));
  expect(seen.map(({ ref }) => `${ref.kind} ${ref.name}`)).toEqual(['Service db', 'ConfigMap settings']);
  const shown = seen.map(({ object: _object, ...rest }) => rest);
  expect(JSON.stringify(shown)).not.toContain('hunter2');
});

it('says where a ConfigMap may not be read, and goes on', async () => {
  const whole = recordedCluster([web, settings, db]);
  const seen = await collect({
    ...whole,
    get: async (ref) => {
      if (ref.kind === 'ConfigMap') throw new ClusterError('forbidden', 'configmaps is forbidden');
      return await whole.get(ref);
    },
  });
  expect(seen).toMatchObject([{ status: 'could-not-look', forbidden: true, ref: { kind: 'ConfigMap' } }]);
});
