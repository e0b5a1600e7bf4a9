import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PracticeCluster, startPracticeCluster } from '../../src/practice/practice-cluster.ts';
import { freePort } from '../parts/ports.ts';
import { startFirebreak } from '../support/firebreak-process.ts';
import { runCli } from '../support/run-cli.ts';

describe('the service with a key for its ledger, and an Alertmanager that is out of reach', () => {
  let cluster: PracticeCluster;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'firebreak-audited-'));
    cluster = await startPracticeCluster({
      objects: [],
      behaviours: [],
      clock: { now: () => new Date() },
      random: Math.random,
    });
    writeFileSync(join(folder, 'kubeconfig'), cluster.kubeConfigFor('admin'));
  });
  afterAll(async () => {
    await cluster.stop();
    rmSync(folder, { recursive: true });
  });

  it('signs all of it by the time it has stopped, and says that nobody confirmed the alert', async () => {
    const key = join(folder, 'audit.key');
    const dataDir = join(folder, 'data');
    await runCli(['audit', 'keygen', key]);
    const firebreak = await startFirebreak({
      kubeconfig: join(folder, 'kubeconfig'),
      dataDir,
      environment: {
        FIREBREAK_AUDIT_KEY_FILE: key,
        FIREBREAK_SETTLE_SECONDS: '0',
        ALERTMANAGER_URL: `http://127.0.0.1:${await freePort()}`,
      },
    });
    await firebreak.notify([{ labels: { alertname: 'TargetDown', namespace: 'cardboard' } }]);
    const incident = await firebreak.incidentIn('closed');
    const { json } = await firebreak.api('GET', '/ledger?limit=500');
    const log = firebreak.log();
    await firebreak.stop();

    expect(incident.alerts[0]?.confirmation).toMatchObject({ state: 'unconfirmed' });
    expect(incident.timeline.map(({ type }) => type)).toContain('alert.unconfirmed');
    expect(json).toMatchObject({
      state: { findings: [], keyId: expect.stringMatching(/^[0-9a-f]{64}$/u) as string },
    });
    const verified = await runCli([
      'audit',
      'verify',
      '--data-dir',
      dataDir,
      '--public-key',
      `${key}.pub`,
      '--json',
    ]);
    const result = JSON.parse(verified.stdout) as {
      ok: boolean;
      entries: number;
      newestHead: { seq: number };
    };
    expect(verified.code).toBe(0);
    expect(result.newestHead.seq).toBe(result.entries);
    expect(log).not.toContain('PRIVATE KEY');
  });
});
