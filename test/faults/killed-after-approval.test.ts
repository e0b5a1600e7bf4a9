import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ControlPlane } from '../parts/control-plane.ts';
import { partMissing } from '../parts/parts.ts';
import {
  executorWrites,
  postCrashLoop,
  resetScraper,
  scraperLimit,
  startCardboardCluster,
} from '../scenarios/real-cluster.ts';
import { type FirebreakProcess, startFirebreak } from '../support/firebreak-process.ts';
import { startWriteProxy, type WriteFate, type WriteProxy } from '../support/write-proxy.ts';

// Each wait inside has a limit of its own that says what it waited for.
vi.setConfig({ testTimeout: 240_000 });

describe.skipIf(partMissing('control-plane'))('a process killed between approval and outcome', () => {
  let cluster: ControlPlane;
  let proxy: WriteProxy;
  let firebreak: FirebreakProcess;
  let dataDir: string;

  beforeAll(async () => {
    cluster = await startCardboardCluster();
  });
  afterAll(() => cluster?.stop());
  beforeEach(async () => {
    await resetScraper(cluster);
    proxy = await startWriteProxy(cluster);
    dataDir = mkdtempSync(join(tmpdir(), 'firebreak-killed-'));
  });
  afterEach(async () => {
    await firebreak?.stop();
    await proxy?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const start = () =>
    startFirebreak({
      kubeconfig: cluster.kubeconfigFor('firebreak-planner'),
      executorKubeconfig: proxy.kubeconfigFile,
      dataDir,
    });

  it.each<[what: string, fate: WriteFate]>([
    ['before the write reaches the API server', 'lost-request'],
    ['after the write, before its answer', 'lost-answer'],
  ])('%s writes once and reaches its end after a restart', async (_what, fate) => {
    const before = (await executorWrites(cluster)).length;
    firebreak = await start();
    await postCrashLoop(cluster, firebreak);
    const proposed = await firebreak.incidentIn('awaiting-approval');
    proxy.next(fate);
    await firebreak.approve(proposed);
    await proxy.lost();
    process.kill(firebreak.pid, 'SIGKILL');
    await firebreak.stop();

    proxy.next('pass');
    firebreak = await start();
    const closed = await firebreak.incidentIn('closed', 200_000);

    expect(closed).toMatchObject({ id: proposed.id, outcome: 'fixed' });
    expect(await scraperLimit(cluster)).toBe('512Mi');
    expect((await executorWrites(cluster)).slice(before)).toEqual([
      'patch /apis/apps/v1/namespaces/cardboard/deployments/price-scraper',
    ]);
    expect(closed.timeline.filter((entry) => entry.type === 'execution.applied')).toHaveLength(1);
  });
});
