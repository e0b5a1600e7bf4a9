import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createKubernetesCluster } from '../adapters/kubernetes/kubernetes-cluster.ts';
import { loadKubeConfig } from '../adapters/kubernetes/kube-config.ts';
import { systemClock } from '../adapters/system.ts';
import { messageOf } from '../domain/message-of.ts';
import { showInvisible } from '../evidence/text/visible-text.ts';
import { createMask } from '../snapshot/mask-object.ts';
import { takeSnapshot } from '../snapshot/take-snapshot.ts';
import { type CommandLine, type ExitCode, exitCodes, UsageError } from './command-line.ts';

export interface SnapshotOptions {
  readonly namespace?: readonly string[];
  readonly json: boolean;
}

const timeoutMilliseconds = 30_000;

/** `firebreak snapshot DIR`: records the cluster of KUBECONFIG in the dump format, without secret values. */
export async function snapshot(
  folder: string,
  { namespace: namespaces, json }: SnapshotOptions,
  command: CommandLine,
): Promise<ExitCode> {
  makeFolder(folder);
  const kubeConfig = loadKubeConfig({ source: 'default', environment: command.environment });
  const cluster = createKubernetesCluster({ kubeConfig, timeoutMilliseconds, signal: command.signal });
  try {
    const summary = await takeSnapshot({
      cluster: cluster.reader,
      now: systemClock.now(),
      mask: createMask(randomBytes(32)),
      ...(namespaces === undefined ? {} : { namespaces }),
      write(path, text) {
        const file = join(folder, path);
        mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
        writeFileSync(file, text, { mode: 0o600 });
      },
    });
    const { objects, logs, notes } = summary;
    const lines = [
      `${objects} objects and ${logs} logs are recorded in ${folder}`,
      ...notes.map((note) => `not recorded: ${note}`),
      '',
    ];
    command.stdout(json ? `${JSON.stringify(summary)}\n` : showInvisible(lines.join('\n')));
    return exitCodes.ok;
  } finally {
    await cluster.close();
  }
}

/** Two clusters, or two moments of one, in one folder would be read as one. */
function makeFolder(folder: string): void {
  try {
    if (existsSync(folder) && readdirSync(folder).length > 0)
      throw new UsageError(`${folder}: is not empty; name a new folder`);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    throw new UsageError(`${folder}: cannot be written: ${messageOf(cause)}`);
  }
}
