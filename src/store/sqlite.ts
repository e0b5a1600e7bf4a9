import { chmodSync, closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { Kysely, SqliteDialect } from 'kysely';
import Database from 'libsql';
import { immediateWrites } from './immediate-writes.ts';
import { migrate } from './migrations.ts';
import type { Schema } from './schema.ts';
import { TransactionalSqliteDialect } from './sqlite-dialect.ts';

/** Another process holds the data folder. */
export class DataFolderInUseError extends Error {
  constructor(folder: string) {
    super(`another Firebreak process is using the data folder ${folder}; stop it, or set FIREBREAK_DATA_DIR`);
    this.name = 'DataFolderInUseError';
  }
}

export interface Store {
  readonly db: Kysely<Schema>;
  close(): Promise<void>;
}

/**
 * Takes the data folder for this process alone. The lock is SQLite's own on a file beside the data: the operating
 * system frees it when the process dies, however it dies.
 */
function lockFolder(folder: string): Database.Database {
  const lock = new Database(join(folder, 'firebreak.lock'));
  lock.exec('pragma busy_timeout = 0');
  try {
    lock.exec('begin exclusive');
  } catch (cause) {
    lock.close();
    throw isBusy(cause) ? new DataFolderInUseError(folder) : cause;
  }
  return lock;
}

function isBusy(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && String(cause.code).startsWith('SQLITE_BUSY');
}

function openFile(file: string): { kysely: Kysely<Schema>; raw: Database.Database } {
  const raw = new Database(file);
  // First of all: a command that has just read the file may still be closing it. Not longer: the wait holds up the
  // whole process, and what waits outside asks again.
  raw.exec('pragma busy_timeout = 1000');
  raw.exec('pragma journal_mode = wal');
  // Acknowledged means durable: every commit reaches the disk before it returns.
  raw.exec('pragma synchronous = full');
  raw.exec('pragma foreign_keys = on');
  const database = immediateWrites(raw);
  return { kysely: new Kysely<Schema>({ dialect: new TransactionalSqliteDialect({ database }) }), raw };
}

/**
 * Makes a database file that its owner alone may read, before anything stands in it: SQLite gives the files that it
 * puts beside it (`-wal`, `-shm`) the same permissions (https://www.sqlite.org/src/doc/trunk/src/os_unix.c).
 */
function makePrivate(file: string): void {
  closeSync(openSync(file, 'a', 0o600));
  for (const each of [file, `${file}-wal`, `${file}-shm`]) if (existsSync(each)) chmodSync(each, 0o600);
}

/** Opens (or creates) the store in a folder, for this process alone. Throws `DataFolderInUseError`. */
export async function openStore(folder: string): Promise<Store> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  makePrivate(join(folder, 'firebreak.lock'));
  const lock = lockFolder(folder);
  const file = join(folder, 'firebreak.db');
  try {
    makePrivate(file);
    const { kysely } = openFile(file);
    await migrate(kysely);
    return {
      db: kysely,
      async close() {
        await kysely.destroy();
        lock.close();
      },
    };
  } catch (cause) {
    lock.close();
    throw cause;
  }
}

/** Whether another process holds the data folder. */
export function isFolderInUse(folder: string): boolean {
  if (!existsSync(join(folder, 'firebreak.lock'))) return false;
  try {
    lockFolder(folder).close();
    return false;
  } catch (cause) {
    if (cause instanceof DataFolderInUseError) return true;
    throw cause;
  }
}

/** Opens an existing store beside a running service, for commands that only read. */
export function openStoreForReading(folder: string): Store {
  const raw = new Database(join(folder, 'firebreak.db'), { readonly: true, fileMustExist: true });
  const kysely = new Kysely<Schema>({ dialect: new SqliteDialect({ database: raw }) });
  return { db: kysely, close: () => kysely.destroy() };
}
