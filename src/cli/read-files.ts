import { createReadStream, readFileSync } from 'node:fs';
import { type Dump, readDump } from '../adapters/dump/read-dump.ts';
import { decodeChunks, decodeText } from '../domain/decode-text.ts';
import { messageOf } from '../domain/message-of.ts';
import { type CommandLine, UsageError } from './command-line.ts';

/** The text of a file. Throws `UsageError` where it cannot be read, as all of these do. */
export function readText(file: string): string {
  return readable(file, () => decodeText(readFileSync(file)));
}

/** A file as it is read. */
export async function* fileChunks(file: string): AsyncGenerator<string> {
  try {
    yield* decodeChunks(createReadStream(file) as AsyncIterable<Buffer>);
  } catch (cause) {
    throw unreadable(file, cause);
  }
}

/** A recorded cluster. What of it is left out is said on stderr: an answer from less than all should not look whole. */
export function openDump(folder: string, { stderr }: Pick<CommandLine, 'stderr'>): Dump {
  const dump = dumpIn(folder);
  for (const { file, why } of dump.skipped) stderr(`${folder}/${file}: left out: ${why}\n`);
  return dump;
}

function dumpIn(folder: string): Dump {
  try {
    return readDump(folder);
  } catch (cause) {
    throw new UsageError(`${folder}: cannot be read as a dump: ${messageOf(cause)}`);
  }
}

/** What looking at a path finds. */
export function readable<T>(path: string, look: () => T): T {
  try {
    return look();
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

export function unreadable(path: string, cause: unknown): UsageError {
  return new UsageError(`${path}: cannot be read: ${messageOf(cause)}`);
}
