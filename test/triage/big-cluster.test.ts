import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBigCluster } from '../bench/big-cluster.ts';
import { firstPasses } from '../bench/evidence-pass.ts';

describe('triage in a namespace of 2,000 pods, in a cluster of 20,000', () => {
  let cluster: Awaited<ReturnType<typeof startBigCluster>>;
  let passes: ReturnType<typeof firstPasses>;

  beforeAll(async () => {
    cluster = await startBigCluster();
    passes = firstPasses(cluster.url, cluster.now);
  });
  afterAll(async () => {
    await passes?.close();
    await cluster?.stop();
  });

  const alertOf = (labels: Readonly<Record<string, string>>) => ({
    version: '4',
    groupKey: '{}',
    alerts: [{ status: 'firing', startsAt: cluster.now.toISOString(), labels }],
  });

  it.each([
    ['the pod', () => cluster.payload],
    [
      'the Deployment',
      () => alertOf({ alertname: 'KubeDeploymentReplicasMismatch', namespace: 'big', deployment: 'wide' }),
    ],
    ['no more than the namespace', () => alertOf({ alertname: 'SomethingIsWrong', namespace: 'big' })],
  ])('stays within its budget where the alert names %s', async (_what, payload) => {
    const [from, bytes] = [cluster.requests.length, cluster.bytes()];

    const { cost } = await passes.pass(payload());

    expect(cost.apiCalls).toBeLessThanOrEqual(60);
    expect(cost.evidenceCharacters).toBeLessThanOrEqual(96_000);
    expect(cluster.bytes() - bytes).toBeLessThan(16 * 1024 * 1024);
    expect(cluster.requests.slice(from).filter((path) => path.startsWith('/api/v1/pods'))).toEqual([]);
  });

  it('finds the one pod of a thousand that the alert names, though the list of its siblings is cut', async () => {
    const { causes } = await passes.pass(cluster.payload);

    expect(causes[0]).toMatchObject({
      cause: 'container.oom-killed',
      object: { kind: 'Deployment', name: 'wide' },
    });
  });
});
