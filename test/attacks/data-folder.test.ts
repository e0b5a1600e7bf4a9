import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore, type Store } from '../../src/store/sqlite.ts';

describe('a data folder that others may enter', () => {
  let folder: string;
  let store: Store;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'firebreak-open-'));
    chmodSync(folder, 0o755);
    store = await openStore(folder);
  });
  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('holds no file that they may read, the write-ahead log included', () => {
    const open = readdirSync(folder).filter((file) => (statSync(join(folder, file)).mode & 0o077) !== 0);
    expect(readdirSync(folder)).toContain('firebreak.db-wal');
    expect(open).toEqual([]);
  });
});
