import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { onPath } from './parts.ts';

export interface ProcessOptions {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly logFile: string;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** SIGTERM unless told; a program whose state nobody wants any more need not take its time. */
  readonly stopSignal?: 'SIGTERM' | 'SIGKILL';
}

export interface RunningProcess {
  readonly name: string;
  readonly pid: number;
  /** Throws, with the end of the log, where the program has ended by itself. */
  assertRunning(): void;
  /** Resolves when the program has ended, however it did. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** A test worker that is killed runs no exit handler: where util-linux is there, the kernel ends our children with us. */
function withParentDeathSignal(command: string, args: readonly string[]): [string, readonly string[]] {
  const setpriv = process.platform === 'linux' ? onPath('setpriv') : undefined;
  return setpriv === undefined ? [command, args] : [setpriv, ['--pdeathsig', 'KILL', '--', command, ...args]];
}

function tail(logFile: string): string {
  return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-15).join('\n');
}

async function stopChild(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  const slow = new AbortController();
  const forced = sleep(3_000, undefined, { signal: slow.signal }).then(
    () => child.kill('SIGKILL'),
    () => false,
  );
  await ended;
  slow.abort();
  await forced;
}

/** Starts a program whose output goes to a file; it ends with this process at the latest. */
export function startProcess(options: ProcessOptions): RunningProcess {
  const log = openSync(options.logFile, 'a');
  const [command, args] = withParentDeathSignal(options.command, options.args);
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  let failure: string | undefined;
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  running.add(child);
  child.once('error', (error) => {
    failure = error.message;
    running.delete(child);
  });
  child.once('exit', (code, signal) => {
    failure = `ended with ${code ?? signal}`;
    running.delete(child);
  });
  return {
    name: options.name,
    pid: child.pid ?? -1,
    ended,
    assertRunning() {
      if (failure === undefined) return;
      throw new Error(`${options.name} ${failure}; end of ${options.logFile}:\n${tail(options.logFile)}`);
    },
    stop: () =>
      failure === undefined ? stopChild(child, options.stopSignal ?? 'SIGTERM') : Promise.resolve(),
  };
}
