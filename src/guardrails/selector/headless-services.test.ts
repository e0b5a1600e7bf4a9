import { describe, expect, it } from 'vitest';
import { podOf, service, workload } from '../../../test/support/namespace-objects.ts';
import { judge } from '../../../test/support/selector-trap.ts';
import type { KubernetesObject } from '../../domain/objects.ts';

describe('a headless Service', () => {
  const ring = { app: 'mimir' };
  const ports = { memberlist: 7946 };
  const ingester = workload('Deployment', 'ingester', { labels: { ...ring, role: 'in' }, ports });
  const querier = workload('Deployment', 'querier', { labels: ring, ports });
  const gossip = (selector: Record<string, string>) =>
    service('gossip', selector, { clusterIP: 'None', ports: [{ port: 7946, targetPort: 'memberlist' }] });

  it('may be shared by the members of a ring, which all offer its port', async () => {
    expect((await judge([ingester, querier], gossip({ role: 'in' }), gossip(ring))).outcome).toBe('pass');
  });

  it('may not catch what does not offer its port', async () => {
    const other = workload('Deployment', 'other', { labels: ring, ports: { http: 80 } });
    expect((await judge([ingester, other], gossip({ role: 'in' }), gossip(ring))).reason).toBe(
      'selector.captures-second-workload',
    );
  });

  it('speaks for one StatefulSet where it governs it', async () => {
    const spec = (set: KubernetesObject) => ({
      ...set,
      spec: { ...Object(set['spec']), serviceName: 'gossip' },
    });
    const one = spec(workload('StatefulSet', 'pg-a', { labels: { ...ring, role: 'in' }, ports }));
    const two = workload('StatefulSet', 'pg-b', { labels: ring, ports });
    expect((await judge([one, two], gossip({ role: 'in' }), gossip(ring))).reason).toBe(
      'selector.captures-second-workload',
    );
  });

  it('is shared by the StatefulSets that all name it, as a primary and its replicas do', async () => {
    const governed = (name: string, labels: Record<string, string>) => {
      const set = workload('StatefulSet', name, { labels, ports: { redis: 6379 } });
      return { ...set, spec: { ...Object(set['spec']), serviceName: 'gossip' } };
    };
    const primary = governed('redis-master', { ...ring, role: 'in' });
    const replicas = governed('redis-replicas', { ...ring, role: 'replica' });
    expect((await judge([primary, replicas], gossip({ role: 'in' }), gossip(ring))).outcome).toBe('pass');
  });

  it('speaks for one StatefulSet where only its pods were recorded', async () => {
    const set = workload('StatefulSet', 'pg-a', { labels: { ...ring, role: 'in' }, ports });
    const pod = podOf(set);
    const recorded = { ...pod, spec: { ...Object(pod['spec']), subdomain: 'gossip' } };
    const two = workload('StatefulSet', 'pg-b', { labels: ring, ports });
    const verdict = await judge([recorded, two], gossip({ role: 'in' }), gossip(ring));
    expect(verdict.message).toBe(
      'Service cardboard/gossip would also send traffic to StatefulSet cardboard/pg-b',
    );
  });

  it('may mean one pod of a StatefulSet by its name, also at zero replicas', async () => {
    const set = workload('StatefulSet', 'pg', { replicas: 0 });
    const after = service('pg', { app: 'pg', 'statefulset.kubernetes.io/pod-name': 'pg-0' });
    expect((await judge([set], service('pg', { app: 'pg' }), after)).outcome).toBe('pass');
  });
});

describe('a Service for metrics', () => {
  const labels = { app: 'redis' };
  const ports = { redis: 6379, metrics: 9121 };
  const primary = workload('StatefulSet', 'redis-master', { labels: { ...labels, role: 'master' }, ports });
  const replicas = workload('StatefulSet', 'redis-replicas', { labels, ports });
  const metrics = (selector: Record<string, string>, more: readonly object[] = []) =>
    service('redis-metrics', selector, {
      ports: [{ name: 'http-metrics', port: 9121, targetPort: 'metrics' }, ...more],
    });

  it('may mean every workload that has them, since each pod is asked by itself', async () => {
    expect((await judge([primary, replicas], metrics({ role: 'master' }), metrics(labels))).outcome).toBe(
      'pass',
    );
  });

  it('may not catch what has none', async () => {
    const other = workload('Deployment', 'other', { labels, ports: { http: 80 } });
    expect((await judge([primary, other], metrics({ role: 'master' }), metrics(labels))).reason).toBe(
      'selector.captures-second-workload',
    );
  });

  it('is a Service like another where it offers anything else', async () => {
    const redis = [{ name: 'redis', port: 6379, targetPort: 'redis' }];
    const [before, after] = [metrics({ role: 'master' }, redis), metrics(labels, redis)];
    expect((await judge([primary, replicas], before, after)).reason).toBe(
      'selector.captures-second-workload',
    );
  });
});
