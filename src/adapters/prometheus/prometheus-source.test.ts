import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { MetricsError } from '../../ports/metrics-source.ts';
import { prometheusSource } from './prometheus-source.ts';

const signal = new AbortController().signal;
const at = new Date('2026-03-04T02:30:00Z');
let server: Server | undefined;
const asked: URL[] = [];

async function sourceAnswering(status: number, answer: unknown) {
  asked.length = 0;
  server = createServer((request, response) => {
    asked.push(new URL(request.url ?? '', 'http://prometheus'));
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return prometheusSource({ url: `http://127.0.0.1:${port}/prom/`, timeoutMilliseconds: 2_000 });
}

afterEach(() => {
  server?.close();
});

describe('a Prometheus', () => {
  it('tells the expression of an alert’s own rule, even where it answers with every rule', async () => {
    const rule = (name: string, query: string) => ({ type: 'alerting', name, query, health: 'ok' });
    const rules = [
      rule('High', 'up == 0'),
      rule('Other', 'down'),
      { type: 'recording', name: 'High', query: 'r' },
    ];
    const source = await sourceAnswering(200, {
      status: 'success',
      data: { groups: [{ name: 'g', rules }] },
    });

    expect(await source.alertExpressions('High', signal)).toEqual(['up == 0']);
    expect(asked[0]?.pathname).toBe('/prom/api/v1/rules');
    expect(asked[0]?.searchParams.get('rule_name[]')).toBe('High');
  });

  it('gives an instant vector with its labels, infinities included', async () => {
    const result = [{ metric: { pod: 'web-0' }, value: [1772591400, '+Inf'] }];
    const source = await sourceAnswering(200, { status: 'success', data: { resultType: 'vector', result } });

    expect(await source.instant('up == 0', at, signal)).toEqual([
      { labels: { pod: 'web-0' }, samples: [[1772591400, Infinity]] },
    ]);
    expect(Object.fromEntries(asked[0]?.searchParams ?? [])).toMatchObject({
      query: 'up == 0',
      timeout: '4s',
    });
  });

  it('gives a range', async () => {
    const result = [
      {
        metric: {},
        values: [
          [1772587800, '1'],
          [1772591400, '3'],
        ],
      },
    ];
    const source = await sourceAnswering(200, { status: 'success', data: { resultType: 'matrix', result } });
    const span = { from: new Date('2026-03-04T01:30:00Z'), to: at, stepSeconds: 60 };

    expect(await source.range('up', span, signal)).toEqual([
      {
        labels: {},
        samples: [
          [1772587800, 1],
          [1772591400, 3],
        ],
      },
    ]);
  });

  it.each([
    ['refuses', 422, { status: 'error', errorType: 'bad_data', error: 'parse error' }],
    ['answers something else', 200, { data: { resultType: 'vector', result: 'no list' } }],
  ])('that %s is an error', async (_what, status, answer) => {
    const source = await sourceAnswering(status, answer);
    await expect(source.instant('up', at, signal)).rejects.toBeInstanceOf(MetricsError);
  });
});
