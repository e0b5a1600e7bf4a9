import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { stringify } from 'yaml';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { onPath } from '../parts/parts.ts';
import { waitFor } from '../parts/wait.ts';
import type { AcknowledgedAlert } from './kills/delivery.ts';
import { inspectRemains } from './kills/findings.ts';
import { webhookToken } from '../support/tested-service.ts';
import { createKillableService, type KillableService } from './kills/killable-service.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let folder: string;
let service: KillableService;
let acknowledged: AcknowledgedAlert[];
let told: number;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'firebreak-storage-'));
  acknowledged = [];
  told = 0;
  service = await createKillableService({ cluster: { kubeconfigFor: () => kubeconfigOfNobody(folder) } });
  service.start();
  await service.ready();
});
afterEach(async () => {
  await service?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** The alerts of these tests are another cluster's: they are stored, and no API server is asked about them. */
function kubeconfigOfNobody(where: string): string {
  const file = join(where, 'kubeconfig');
  const server = 'https://127.0.0.1:9';
  writeFileSync(
    file,
    stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'none', cluster: { server } }],
      users: [{ name: 'none', user: { token: 'none' } }],
      contexts: [{ name: 'none', context: { cluster: 'none', user: 'none' } }],
      'current-context': 'none',
    }),
  );
  return file;
}

/** Tells of one more alert; what the service answers. */
async function tell(): Promise<number> {
  told += 1;
  const alert = {
    status: 'firing',
    labels: { alertname: 'Told', n: String(told), cluster: 'elsewhere' },
    annotations: { text: 'x'.repeat(20_000) },
    startsAt: '2026-03-04T02:00:00.000Z',
    fingerprint: `told-${told}`,
  } as const;
  const response = await fetch(`${service.url}/webhook/alertmanager`, {
    method: 'POST',
    headers: { authorization: `Bearer ${webhookToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ version: '4', groupKey: '{}:{}', alerts: [alert] }),
  });
  await response.arrayBuffer();
  if (response.ok) acknowledged.push({ ...alert, at: Date.now() });
  return response.status;
}

async function tellTimes(times: number): Promise<ReadonlySet<number>> {
  const answers = new Set<number>();
  for (let count = 0; count < times; count += 1) answers.add(await tell());
  return answers;
}

async function expectNothingLost() {
  await service.kill();
  expect(await inspectRemains(service.dataDir, acknowledged, [])).toEqual([]);
}

describe('a disk that is full', () => {
  const toggle = async (line: string) => {
    process.kill(service.pid(), 'SIGUSR2');
    await waitFor(() => service.passed().has(line), { what: line });
  };

  it('is answered with 503, and costs nothing that was acknowledged; with room again all goes on', async () => {
    expect(await tellTimes(5)).toEqual(new Set([200]));
    await toggle('the disk is full');
    expect(await tellTimes(5)).toContain(503);
    await toggle('the disk has room');
    expect(await tellTimes(5)).toEqual(new Set([200]));
    await expectNothingLost();
  });
});

describe('a database that someone else has locked', () => {
  it('is answered with 503 once the wait for it is over, and used again when it is free', async () => {
    const other = new Database(join(service.dataDir, 'firebreak.db'));
    other.exec('begin immediate');
    expect(await tell()).toBe(503);
    other.exec('rollback');
    other.close();
    expect(await tell()).toBe(200);
    await expectNothingLost();
  });
});

// A file that must not grow makes write() fail, which SQLite reports as an I/O error.
const prlimit = onPath('prlimit');
describe.skipIf(prlimit === undefined)('a disk that fails to write', () => {
  const limitFiles = (bytes: number | 'unlimited') =>
    execFileSync(prlimit ?? '', ['--pid', String(service.pid()), `--fsize=${bytes}:unlimited`]);

  it('is answered with 503, and costs nothing that was acknowledged; mended, all goes on', async () => {
    expect(await tellTimes(5)).toEqual(new Set([200]));
    limitFiles(statSync(join(service.dataDir, 'firebreak.db-wal')).size);
    expect(await tellTimes(5)).toEqual(new Set([503]));
    limitFiles('unlimited');
    expect(await tellTimes(5)).toEqual(new Set([200]));
    await expectNothingLost();
  });

  it('leaves a database that the next process reads, where the process dies of it', async () => {
    await tellTimes(5);
    limitFiles(statSync(join(service.dataDir, 'firebreak.db-wal')).size + 5_000);
    await tellTimes(2);
    await service.kill();
    expect(await inspectRemains(service.dataDir, acknowledged, [])).toEqual([]);
    service.start();
    await service.ready();
    expect(await tell()).toBe(200);
    await expectNothingLost();
  });
});
