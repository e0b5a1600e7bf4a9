import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'vitest';
import { startFirebreak } from '../support/firebreak-process.ts';
import { percentiles, row } from './percentiles.ts';

const requests = 2_000;
const atOnce = 16;

const payload = (round: number, index: number) =>
  JSON.stringify({
    version: '4',
    groupKey: `{}:{n="${index}"}`,
    alerts: [
      {
        status: 'firing',
        labels: { alertname: 'Bench', namespace: 'bench', n: String(index), cluster: 'elsewhere' },
        annotations: { summary: 'a bench alert' },
        startsAt: '2026-03-04T02:00:00Z',
        fingerprint: `bench-${round}-${index}`,
      },
    ],
  });

interface Load {
  readonly samples: readonly number[];
  readonly perSecond: number;
}

/** Posts all requests, so many at once; the time of each answer in milliseconds, and how many a second. */
async function load(url: string, round: number, headers: Record<string, string>): Promise<Load> {
  const samples: number[] = [];
  let next = 0;
  const started = performance.now();
  const client = async () => {
    for (let index = next++; index < requests; index = next++) {
      const sent = performance.now();
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: payload(round, index),
      });
      await response.arrayBuffer();
      if (!response.ok) throw new Error(`${url}: ${response.status}`);
      samples.push(performance.now() - sent);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, client));
  return { samples, perSecond: requests / ((performance.now() - started) / 1000) };
}

/** What this machine can do at best: node:http and one write with fsync a request. */
async function floor(round: number): Promise<Load> {
  const folder = mkdtempSync(join(tmpdir(), 'firebreak-floor-'));
  const file = openSync(join(folder, 'log'), 'a');
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      writeSync(file, Buffer.concat(chunks));
      fsyncSync(file);
      response.end('{}');
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const result = await load(`http://127.0.0.1:${port}/`, round, {});
  server.closeAllConnections();
  server.close();
  closeSync(file);
  rmSync(folder, { recursive: true });
  return result;
}

describe('webhooks accepted', () => {
  it('beside the floor of this machine, in the same run', async () => {
    const firebreak = await startFirebreak({
      kubeconfig: writeUnreachableKubeconfig(),
      environment: { LOG_LEVEL: 'error', FIREBREAK_WEBHOOK_PER_MINUTE: '1000000' },
    });
    const rounds: { readonly bare: Load; readonly ours: Load }[] = [];
    // In turns, so that what else the machine does weighs on both.
    for (let round = 0; round < 3; round += 1) {
      const bare = await floor(round);
      const ours = await load(`${firebreak.url}/webhook/alertmanager`, round, {
        authorization: `Bearer ${firebreak.webhookToken}`,
      });
      rounds.push({ bare, ours });
    }
    await firebreak.stop();
    row('', 'a second', 'p50 ms', 'p99 ms');
    for (const { bare, ours } of rounds) {
      row('node:http + fsync', bare.perSecond, ...percentiles(bare.samples, 50, 99));
      row('firebreak webhook', ours.perSecond, ...percentiles(ours.samples, 50, 99));
      row('ratio', ours.perSecond / bare.perSecond, '', '');
    }
  });
});

/** No cluster is asked: the alerts are of another one, and recorded only. */
function writeUnreachableKubeconfig(): string {
  const folder = mkdtempSync(join(tmpdir(), 'firebreak-kubeconfig-'));
  const path = join(folder, 'kubeconfig');
  const file = openSync(path, 'w');
  writeSync(
    file,
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [
        { name: 'none', cluster: { server: 'http://127.0.0.1:9', 'insecure-skip-tls-verify': true } },
      ],
      users: [{ name: 'none', user: { token: 'none' } }],
      contexts: [{ name: 'none', context: { cluster: 'none', user: 'none' } }],
      'current-context': 'none',
    }),
  );
  closeSync(file);
  return path;
}
