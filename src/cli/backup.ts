import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '../domain/message-of.ts';
import { backUpStore } from '../store/back-up.ts';
import { requireStore } from './audit-ledger.ts';
import { type CommandLine, type ExitCode, exitCodes, UsageError } from './command-line.ts';

/** `firebreak backup FILE`: the store with its ledger as one SQLite file, beside a running service or without one. */
export async function backup(
  file: string,
  { dataDir }: { readonly dataDir: string },
  command: CommandLine,
): Promise<ExitCode> {
  requireStore(dataDir);
  if (file === '-') {
    await toStdout(dataDir, command);
    return exitCodes.ok;
  }
  try {
    backUpStore(dataDir, file);
  } catch (cause) {
    throw new UsageError(`${file}: cannot be written: ${messageOf(cause)}`);
  }
  command.stderr(`firebreak: the store is backed up in ${file}\n`);
  return exitCodes.ok;
}

/** Beside the store, where there is room for it; nothing else can be written in a container. */
async function toStdout(dataDir: string, { stdoutBytes }: CommandLine): Promise<void> {
  if (stdoutBytes === undefined) throw new UsageError('a backup is no text: name a file');
  const folder = mkdtempSync(join(dataDir, 'backup-'));
  try {
    const file = join(folder, 'firebreak.db');
    backUpStore(dataDir, file);
    for await (const bytes of createReadStream(file)) await stdoutBytes(bytes as Uint8Array);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
