import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { describe, it } from 'vitest';
import { loadKubeConfig } from '../../src/adapters/kubernetes/kube-config.ts';
import { createKubernetesCluster } from '../../src/adapters/kubernetes/kubernetes-cluster.ts';
import { systemClock } from '../../src/adapters/system.ts';
import { compose } from '../../src/compose/compose.ts';
import { loadConfig } from '../../src/config.ts';
import { waitFor } from '../parts/wait.ts';
import { percentiles, row } from './percentiles.ts';
import { storeIncidents } from './stored-incidents.ts';

const incidents = 10_000;
const waiting = 60;
const calls = 200;
const apiToken = 'bench-api-token-0123456789';

interface Fetched {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Buffer;
  /** Until the first byte of the answer, in milliseconds. */
  readonly firstByte: number;
}

/** One request as a browser makes it. */
function fetched(url: string, headers: Readonly<Record<string, string>>, form?: string): Promise<Fetched> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const type = { 'content-type': 'application/x-www-form-urlencoded', origin: new URL(url).origin };
    const sent = request(
      url,
      {
        method: form === undefined ? 'GET' : 'POST',
        headers: { ...headers, ...(form === undefined ? {} : type) },
      },
      (answer) => {
        const firstByte = performance.now() - started;
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => {
          const { statusCode: status = 0, headers: got } = answer;
          resolve({ status, headers: got, body: Buffer.concat(chunks), firstByte });
        });
      },
    );
    sent.on('error', reject);
    sent.end(form);
  });
}

describe('the pages', () => {
  it(`with ${incidents} incidents in the store, beside a request that asks nothing of it`, async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'firebreak-pages-'));
    await storeIncidents(dataDir, { incidents, waiting });
    // Nothing answers there: what the pages show comes from the store.
    const kubeConfig = loadKubeConfig({
      source: {
        text: JSON.stringify({
          apiVersion: 'v1',
          kind: 'Config',
          'current-context': 'none',
          clusters: [{ name: 'none', cluster: { server: 'https://127.0.0.1:9' } }],
          users: [{ name: 'none', user: {} }],
          contexts: [{ name: 'none', context: { cluster: 'none', user: 'none' } }],
        }),
      },
      environment: {},
    });
    const cluster = createKubernetesCluster({ kubeConfig, timeoutMilliseconds: 1_000 });
    const service = await compose({
      config: loadConfig({ FIREBREAK_DATA_DIR: dataDir, FIREBREAK_API_TOKEN: apiToken }),
      version: '0.0.0',
      clock: systemClock,
      logger: pino({ level: 'silent' }),
      planner: cluster,
      executor: cluster,
      models: [],
      simulated: true,
    });
    const url = await service.app.listen({ host: '127.0.0.1', port: 0 });
    const form = new URLSearchParams({ name: 'On Call', token: service.signIn?.token ?? '', next: '/' });
    const signedIn = await fetched(`${url}/sign-in`, {}, form.toString());
    const cookie = String(signedIn.headers['set-cookie']).split(';', 1)[0] ?? '';
    // The chain is verified in the background after a start; it must not count as a page's time.
    await waitFor(
      async () => {
        const { body } = await fetched(`${url}/api/v1/ledger?limit=1`, {
          authorization: `Bearer ${apiToken}`,
        });
        return body.includes('"verifiedAt"');
      },
      { what: 'the ledger to be verified', timeoutMs: 120_000 },
    );

    const number = (index: number) => String((index * 37) % incidents).padStart(6, '0');
    const pages: Readonly<Record<string, (index: number) => string>> = {
      'nothing asked (/livez)': () => '/livez',
      list: () => '/',
      'list, older page': (index) => `/?after=inc_${number(index)}`,
      'list, waiting': () => '/?state=awaiting-approval',
      'list, an outcome': () => '/?outcome=fixed',
      'list, a rare outcome': () => '/?outcome=undone',
      'list, searched': (index) => `/?q=app-${number(index)}`,
      'list, searched in vain': () => '/?q=nothing-like-it',
      incident: (index) => `/incidents/inc_${number(index)}`,
      'incident that waits': (index) =>
        `/incidents/inc_${String(incidents - 1 - (index % waiting)).padStart(6, '0')}`,
      'waiting for me': () => '/approvals',
      policies: () => '/policies',
      patterns: () => '/patterns',
      ledger: (index) => `/ledger?before=${index * 17 + 1}`,
    };
    row('page', 'first byte p50 ms', 'p99 ms', 'kB');
    for (const [name, pathOf] of Object.entries(pages)) {
      const times: number[] = [];
      let bytes = 0;
      for (let index = -5; index < calls; index += 1) {
        const { status, body, firstByte } = await fetched(url + pathOf(Math.abs(index)), { cookie });
        if (status !== 200) throw new Error(`${name}: ${status} ${body.toString('utf8').slice(0, 200)}`);
        if (index >= 0) times.push(firstByte);
        bytes = Math.max(bytes, body.length);
      }
      row(name, ...percentiles(times, 50, 99), bytes / 1000);
    }
    await service.close();
    await cluster.close();
    rmSync(dataDir, { recursive: true, force: true });
  }, 900_000);
});
