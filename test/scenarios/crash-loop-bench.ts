import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import type { ControlPlane } from '../parts/control-plane.ts';
import { type FirebreakProcess, startFirebreak } from '../support/firebreak-process.ts';
import { startWriteProxy, type WriteFate, type WriteProxy } from '../support/write-proxy.ts';
import { executorWrites, resetScraper, startCardboardCluster } from './real-cluster.ts';

/** A service that can die in the middle of a write. */
export interface CrashLoopBench {
  cluster(): ControlPlane;
  firebreak(): FirebreakProcess;
  /** For files that outlive the process; gone with the test. */
  folder(): string;
  start(environment?: Readonly<Record<string, string>>): Promise<FirebreakProcess>;
  /** Loses the write to which the approval leads, kills the process, and starts another over the same data folder. */
  dieInWrite(
    fate: Exclude<WriteFate, 'pass'>,
    approve: () => Promise<unknown>,
    environment?: Readonly<Record<string, string>>,
  ): Promise<FirebreakProcess>;
  /** What the API server has seen written since the test began. */
  writes(): Promise<readonly string[]>;
}

/**
 * Sets a suite up: a real control plane for all of its tests; for each the scraper as it crash-loops, a proxy that can
 * lose what the executor writes, and a data folder that outlives the process.
 */
export function useCrashLoopBench(): CrashLoopBench {
  let cluster: ControlPlane;
  let proxy: WriteProxy;
  let firebreak: FirebreakProcess;
  let folder: string;
  let writesBefore: number;

  beforeAll(async () => {
    cluster = await startCardboardCluster();
  });
  afterAll(() => cluster?.stop());
  beforeEach(async () => {
    await resetScraper(cluster);
    proxy = await startWriteProxy(cluster);
    folder = mkdtempSync(join(tmpdir(), 'firebreak-bench-'));
    writesBefore = (await executorWrites(cluster)).length;
  });
  afterEach(async () => {
    await firebreak?.stop();
    await proxy?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const bench: CrashLoopBench = {
    cluster: () => cluster,
    firebreak: () => firebreak,
    folder: () => folder,
    async start(environment = {}) {
      firebreak = await startFirebreak({
        kubeconfig: cluster.kubeconfigFor('firebreak-planner'),
        executorKubeconfig: proxy.kubeconfigFile,
        dataDir: join(folder, 'data'),
        environment,
      });
      return firebreak;
    },
    async dieInWrite(fate, approve, environment) {
      proxy.next(fate);
      await approve();
      await proxy.lost();
      process.kill(firebreak.pid, 'SIGKILL');
      await firebreak.stop();
      proxy.next('pass');
      return bench.start(environment);
    },
    writes: async () => (await executorWrites(cluster)).slice(writesBefore),
  };
  return bench;
}
