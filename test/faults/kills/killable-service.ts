import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse, stringify } from 'yaml';
import { root } from '../../../scripts/prepare.mjs';
import type { ControlPlane } from '../../parts/control-plane.ts';
import { freePort } from '../../parts/ports.ts';
import { type RunningProcess, startProcess } from '../../parts/processes.ts';
import { builtCommand } from '../../support/built-command.ts';
import { testPolicies } from '../../support/test-policies.ts';
import { type ApiAnswer, askApi, serviceEnvironment, untilReady } from '../../support/tested-service.ts';

const preload = fileURLToPath(new URL('failpoints.mjs', import.meta.url));

/** The service as a process that is killed and started again over one data folder, on one port. */
export interface KillableService {
  readonly url: string;
  readonly dataDir: string;
  readonly pid: () => number;
  /** Starts the process; at the failpoint, where one is named, it gets the signal. */
  start(failpoint?: string, signal?: 'SIGKILL' | 'SIGSTOP'): void;
  ready(): Promise<void>;
  kill(): Promise<void>;
  /** Tells the process to stop in its own time, as Kubernetes does (SIGTERM). */
  terminate(): void;
  /** Resolves when the process has ended; false where it has not within the time. */
  endedWithin(milliseconds: number): Promise<boolean>;
  api(method: string, path: string, body?: unknown): Promise<ApiAnswer>;
  /** Every failpoint that a process of this service has passed. */
  passed(): ReadonlySet<string>;
  log(): string;
  stop(): Promise<void>;
}

export interface KillableOptions {
  readonly cluster: Pick<ControlPlane, 'kubeconfigFor'>;
  readonly executorKubeconfig?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** A copy of the built package: a build while the harness runs must not change what it starts. */
function copyPackage(): string {
  builtCommand();
  mkdirSync(join(root, '.cache'), { recursive: true });
  const folder = mkdtempSync(join(root, '.cache', 'killed-package-'));
  for (const part of ['dist', 'assets', 'policies', 'prompts', 'runbooks', 'package.json']) {
    cpSync(join(root, part), join(folder, part), { recursive: true });
  }
  return folder;
}

/** The packaged policies, without the limits that bound how much is changed in an hour. */
function unhurriedPolicies(folder: string): string {
  const file = join(testPolicies(folder), 'limits.yaml');
  const limits = parse(readFileSync(file, 'utf8')) as { spec: Record<string, unknown> };
  limits.spec = {
    ...limits.spec,
    coolDownSeconds: 0,
    changesPerHour: { namespace: 1_000_000, cluster: 1_000_000 },
    concurrentChanges: 20,
    breaker: { failures: 1_000, pauseSeconds: 0 },
    verificationSeconds: 600,
    stableSeconds: 1,
  };
  writeFileSync(file, stringify(limits));
  return folder;
}

export async function createKillableService(options: KillableOptions): Promise<KillableService> {
  const folder = mkdtempSync(join(tmpdir(), 'firebreak-killed-'));
  const installed = copyPackage();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const dataDir = join(folder, 'data');
  const logFile = join(folder, 'firebreak.log');
  const passedFile = join(folder, 'passed');
  const planner = options.cluster.kubeconfigFor('firebreak-planner');
  const executor = options.executorKubeconfig ?? options.cluster.kubeconfigFor('firebreak-executor');
  const policies = unhurriedPolicies(join(folder, 'policies'));
  let current: RunningProcess | undefined;
  writeFileSync(passedFile, '');

  return {
    url,
    dataDir,
    pid: () => current?.pid ?? -1,
    start(failpoint, signal = 'SIGKILL') {
      current = startProcess({
        name: 'firebreak',
        command: process.execPath,
        args: ['--import', preload, join(installed, 'dist', 'main.js'), 'serve'],
        logFile,
        env: {
          ...serviceEnvironment({ planner, executor, port, dataDir, policies }),
          LOG_LEVEL: 'warn',
          FAILPOINT_FILE: passedFile,
          ...(failpoint === undefined ? {} : { FAILPOINT: failpoint, FAILPOINT_SIGNAL: signal }),
          ...options.environment,
        },
      });
    },
    ready: () => untilReady(url, current, 60_000),
    async kill() {
      if (current !== undefined) process.kill(current.pid, 'SIGKILL');
      await current?.ended;
    },
    terminate() {
      if (current !== undefined) process.kill(current.pid, 'SIGTERM');
    },
    async endedWithin(milliseconds) {
      const late = new AbortController();
      const ended = current?.ended.then(() => true) ?? Promise.resolve(true);
      const timedOut = new Promise<boolean>((resolve) => {
        const timer = setTimeout(() => resolve(false), milliseconds);
        late.signal.addEventListener('abort', () => clearTimeout(timer));
      });
      const first = await Promise.race([ended, timedOut]);
      late.abort();
      return first;
    },
    api: (...asked) => askApi(url, ...asked),
    passed: () => new Set(readFileSync(passedFile, 'utf8').trim().split('\n')),
    log: () => readFileSync(logFile, 'utf8'),
    async stop() {
      await current?.stop();
      rmSync(folder, { recursive: true, force: true });
      rmSync(installed, { recursive: true, force: true });
    },
  };
}
