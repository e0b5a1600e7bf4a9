import { expect, it } from 'vitest';
import { recordedCluster } from '../../adapters/dump/recorded-cluster.ts';
import { MetricsError, type MetricsSource } from '../../ports/metrics-source.ts';
import { collectEvidence } from '../collect-evidence.ts';

const now = new Date('2026-03-04T02:30:00Z');
const silent: MetricsSource = {
  alertExpressions: () => Promise.resolve(['memory > limit']),
  instant: () => Promise.resolve([]),
  range: () => Promise.resolve([]),
};

async function metricItems(metrics: MetricsSource, alertname = 'HighMemory') {
  const { items } = await collectEvidence({
    alerts: [
      {
        fingerprint: 'f1',
        status: 'firing',
        labels: { alertname, namespace: 'shop', pod: 'web-0' },
        annotations: {},
        startsAt: '2026-03-04T02:15:00Z',
        generatorURL: 'http://prometheus.example/graph?g0.expr=vector(1)',
      },
    ],
    namespaces: ['shop'],
    resolution: { unresolved: 'target.not-found', namespace: 'shop' },
    cluster: recordedCluster([]),
    clock: { now: () => now },
    signal: new AbortController().signal,
    metrics,
  });
  return items.filter(({ kind }) => kind === 'metric');
}

it('asks for the rule’s own expression, never for one of the payload, and shows the alert’s own series', async () => {
  const asked: string[] = [];
  const [item] = await metricItems({
    ...silent,
    instant: (expression) => {
      asked.push(expression);
      const series = (pod: string, value: number) => ({
        labels: { namespace: 'shop', pod },
        samples: [[1, value]] as const,
      });
      return Promise.resolve([series('web-0', 7), series('other-0', 9)]);
    },
  });
  expect(asked).toEqual(['memory > limit']);
  expect(item?.summary).toBe('the expression of HighMemory holds now for 1 series');
  expect(item?.detail).toContain('now 7');
  expect(item?.detail).not.toContain('other-0');
});

it('says where the condition does not hold any more', async () => {
  expect((await metricItems(silent)).map(({ summary }) => summary)).toEqual([
    'the expression of HighMemory gives nothing for it now: its condition does not hold at this moment',
  ]);
});

it('says where Prometheus could not be asked', async () => {
  const broken = { ...silent, instant: () => Promise.reject(new MetricsError('no answer')) };
  expect((await metricItems(broken)).map(({ status }) => status)).toEqual(['could-not-look']);
});

it('asks nothing for a name that could mean something in a query', async () => {
  expect(await metricItems(silent, 'x"} or vector(1)')).toEqual([]);
});
