import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kysely } from 'kysely';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrate, pendingMigrations } from './migrations.ts';
import type { Schema } from './schema.ts';
import { TransactionalSqliteDialect } from './sqlite-dialect.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'firebreak-migrations-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A database of which nothing more reaches the file from the n-th schema change on, as when its process dies there. */
function dyingAt(file: string, schemaChanges: number): Database.Database {
  const raw = new Database(file);
  const prepare = raw.prepare.bind(raw);
  let left = schemaChanges;
  raw.prepare = (sql: string) => {
    if (/^(?:create|alter|drop) /u.test(sql.trim())) left -= 1;
    // SQLite rolls back what a dead process had begun, when the file is opened next.
    if (left < 0 && sql !== 'rollback') throw new Error('the process has died');
    return prepare(sql);
  };
  return raw;
}

async function migrateFile(raw: Database.Database) {
  const db = new Kysely<Schema>({ dialect: new TransactionalSqliteDialect({ database: raw }) });
  try {
    await migrate(db);
    return await pendingMigrations(db);
  } finally {
    raw.close();
  }
}

describe('a migration whose process dies', () => {
  it('after any of its statements, is run by the next start', async () => {
    for (let died = true, statements = 0; died; statements += 1) {
      const file = join(folder, `${statements}.db`);
      died = await migrateFile(dyingAt(file, statements)).then(
        () => false,
        () => true,
      );
      expect(await migrateFile(new Database(file)), `after ${statements} statements`).toEqual([]);
    }
  });
});
