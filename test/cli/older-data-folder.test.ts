import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PracticeCluster, startPracticeCluster } from '../../src/practice/practice-cluster.ts';
import { type FirebreakProcess, startFirebreak } from '../support/firebreak-process.ts';
import { runCli } from '../support/run-cli.ts';

async function signedIn(firebreak: FirebreakProcess): Promise<string> {
  const { url } = firebreak;
  const answer = await fetch(`${url}/sign-in`, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: url },
    body: new URLSearchParams({ name: 'on-call', token: firebreak.signInToken(), next: '/' }),
  });
  return answer.headers.get('set-cookie')?.split(';')[0] ?? '';
}

/** The store of a service with the first schema, after one incident that it had fixed, as `sqlite3 .dump` has it. */
const firstSchema = new URL('../fixtures/databases/first-schema.sql', import.meta.url);

describe('a data folder of the first version', () => {
  let cluster: PracticeCluster;
  let folder: string;
  let firebreak: FirebreakProcess;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'firebreak-older-'));
    const dataDir = join(folder, 'data');
    mkdirSync(dataDir);
    const database = new Database(join(dataDir, 'firebreak.db'));
    database.exec(readFileSync(firstSchema, 'utf8'));
    database.close();
    cluster = await startPracticeCluster({
      objects: [],
      behaviours: [],
      clock: { now: () => new Date() },
      random: Math.random,
    });
    const kubeconfig = join(folder, 'kubeconfig');
    writeFileSync(kubeconfig, cluster.kubeConfigFor('admin'));
    firebreak = await startFirebreak({ kubeconfig, dataDir });
  });
  afterAll(async () => {
    await firebreak?.stop();
    await cluster?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('shows what it knew before, decisions and timeline included', async () => {
    const [summary] = await firebreak.incidents();
    const incident = await firebreak.incident(summary?.id ?? '');

    expect(incident).toMatchObject({
      state: 'closed',
      outcome: 'fixed',
      alerts: [{ labels: { alertname: 'KubeJobFailed' } }],
      decisions: [{ decision: 'approve' }],
      executions: [{ status: 'applied' }],
      verification: { status: 'passed' },
    });
    expect(incident.timeline.length).toBeGreaterThan(10);
  });

  it('shows it on the pages', async () => {
    const [summary] = await firebreak.incidents();
    const cookie = await signedIn(firebreak);
    for (const path of ['/', `/incidents/${summary?.id ?? ''}`, '/ledger']) {
      const { status } = await fetch(new URL(path, firebreak.url), {
        headers: { cookie },
        redirect: 'manual',
      });
      expect({ path, status }).toEqual({ path, status: 200 });
    }
  });

  it('goes on with the same ledger', async () => {
    const before = JSON.parse((await verify()).stdout) as { readonly entries: number };
    await firebreak.notify([{ labels: { alertname: 'TargetDown', namespace: 'cardboard' } }]);
    await firebreak.incidentIn('closed');

    const { code, stdout } = await verify();
    const after = JSON.parse(stdout) as { readonly entries: number };
    expect(before.entries).toBeGreaterThanOrEqual(14);
    expect(after.entries).toBeGreaterThan(before.entries);
    expect({ ...after, code }).toMatchObject({ ok: true });
  });

  const verify = () => runCli(['audit', 'verify', '--data-dir', firebreak.dataDir, '--json']);
});
