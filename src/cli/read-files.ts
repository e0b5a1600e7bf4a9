import { createReadStream, readFileSync } from 'node:fs';
import { type Dump, readDump } from '../adapters/dump/read-dump.ts';
import { messageOf } from '../domain/message-of.ts';
import { UsageError } from './command-line.ts';

/** The text of a file. Throws `UsageError` where it cannot be read, as all of these do. */
export function readText(file: string): string {
  return readable(file, () => readFileSync(file, 'utf8'));
}

/** A file as it is read. */
export async function* fileChunks(file: string): AsyncGenerator<string> {
  try {
    yield* createReadStream(file, 'utf8') as AsyncIterable<string>;
  } catch (cause) {
    throw unreadable(file, cause);
  }
}

export function openDump(folder: string): Dump {
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
