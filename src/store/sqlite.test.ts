import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryStore } from '../../test/support/store.ts';
import { pendingMigrations } from './migrations.ts';
import { DataFolderInUseError, openStore, openStoreForReading } from './sqlite.ts';
import { setStopped } from './stop-switch.ts';

const alice = { kind: 'person', name: 'alice' } as const;

let store: Awaited<ReturnType<typeof temporaryStore>>;
beforeEach(async () => {
  store = await temporaryStore();
});
afterEach(() => store.close());

describe('the store', () => {
  it('belongs to one process at a time', async () => {
    await expect(openStore(store.folder)).rejects.toThrow(DataFolderInUseError);
  });

  it('can be read beside the process that holds it', async () => {
    const reader = openStoreForReading(store.folder);
    expect(await reader.db.selectFrom('incidents').selectAll().execute()).toEqual([]);
    await reader.close();
  });

  it('answers for every commit with the disk', async () => {
    const { rows } = await sql<{ synchronous: number }>`pragma synchronous`.execute(store.db);
    // 2 is FULL: https://www.sqlite.org/pragma.html#pragma_synchronous
    expect(rows[0]?.synchronous).toBe(2);
    const journal = await sql<{ journal_mode: string }>`pragma journal_mode`.execute(store.db);
    expect(journal.rows[0]?.journal_mode).toBe('wal');
  });

  it('is used again at once when another process lets go of its lock', async () => {
    const other = new Database(join(store.folder, 'firebreak.db'));
    const write = (name: string) =>
      store.db.insertInto('settings').values({ name, value: 'on' }).returning('name').execute();
    other.exec('begin immediate');
    await expect(write('alone')).rejects.toThrow('locked');
    await expect(setStopped(store.db, true, alice, new Date())).rejects.toThrow('locked');
    other.exec('rollback');
    other.close();
    await setStopped(store.db, true, alice, new Date());
    expect(await write('alone')).toEqual([{ name: 'alone' }]);
  });

  it('waits at its opening for a command that is still closing it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'firebreak-busy-'));
    const script = `import('libsql').then(({ default: Database }) => {
      const other = new Database(process.argv[1]);
      other.exec('pragma locking_mode = exclusive; pragma journal_mode = wal; create table other (id)');
      console.log('locked');
      setTimeout(() => process.kill(process.pid, 'SIGKILL'), 300);
    })`;
    const other = spawn(process.execPath, ['-e', script, join(folder, 'firebreak.db')]);
    await once(other.stdout, 'data');
    const opened = await openStore(folder);
    expect(await pendingMigrations(opened.db)).toEqual([]);
    await opened.close();
    rmSync(folder, { recursive: true });
  });

  it('is readable by its owner alone', () => {
    expect(statSync(join(store.folder, 'firebreak.db')).mode & 0o077).toBe(0);
  });

  it('has run every migration', async () => {
    expect(await pendingMigrations(store.db)).toEqual([]);
  });

  it('frees the data folder of a process that was killed', async () => {
    const other = await temporaryStore();
    await other.close();
    const script = `import('libsql').then(({ default: Database }) => {
      const lock = new Database(process.argv[1]); lock.exec('begin exclusive'); process.kill(process.pid, 'SIGKILL');
    })`;
    const run = () => execFileSync(process.execPath, ['-e', script, join(other.folder, 'firebreak.lock')]);
    const folder = await openStore(other.folder);
    await folder.close();
    expect(run).toThrow();
    await (await openStore(other.folder)).close();
  });
});
