import { existsSync } from 'node:fs';
import type { HeadKey } from '../ledger/heads/keys.ts';
import { HeadKeyError, readCheckingKey } from '../ledger/heads/keys.ts';
import { type ReadHeads, readHeads } from '../ledger/heads/read-heads.ts';
import { type CommandLine, UsageError } from './command-line.ts';
import { readText } from './read-files.ts';

export interface HeadsOptions {
  /** JSON Lines of heads; `-` for stdin. */
  readonly heads?: string;
  readonly publicKey?: readonly string[];
  /** Where the service that owns the store appends its heads; absent for an export. */
  readonly ownHeads?: () => string;
}

/** The heads that a ledger is held against, or undefined where none are asked for. Throws `UsageError`. */
export async function headsOf(options: HeadsOptions, command: CommandLine): Promise<ReadHeads | undefined> {
  const { heads, publicKey = [], ownHeads } = options;
  if (publicKey.length === 0) {
    if (heads === undefined) return undefined;
    throw new UsageError('--heads needs --public-key: a head that nobody signed says nothing');
  }
  if (heads === undefined && ownHeads === undefined) {
    throw new UsageError('--public-key needs --heads: an export holds none');
  }
  const keys = publicKey.map(readKey);
  if (heads === '-') return readHeads(await command.stdin(), keys);
  const file = heads ?? ownHeads?.() ?? '';
  // A service that never signed has no file; that it is missing is a finding, not a wrong command line.
  return readHeads(heads === undefined && !existsSync(file) ? '' : readText(file), keys);
}

function readKey(file: string): HeadKey {
  const pem = readText(file);
  try {
    return readCheckingKey(pem);
  } catch (cause) {
    if (cause instanceof HeadKeyError) throw new UsageError(`${file}: ${cause.message}`);
    throw cause;
  }
}
