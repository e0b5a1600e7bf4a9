import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runProgram } from '../../src/cli/program.ts';
import { appendToLedger } from '../../src/ledger/append.ts';
import { openStore } from '../../src/store/sqlite.ts';
import { runCli } from '../support/run-cli.ts';
import { temporaryStore } from '../support/store.ts';

let store: Awaited<ReturnType<typeof temporaryStore>>;
let folder: string;
beforeEach(async () => {
  store = await temporaryStore();
  folder = mkdtempSync(join(tmpdir(), "firebreak-backup-o'clock-"));
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

const append = (number: number) =>
  store.db
    .transaction()
    .execute((transaction) =>
      appendToLedger(
        transaction,
        [{ type: 'alert.fired', incident: 'inc_1', actor: 'alertmanager', payload: { number } }],
        new Date('2026-03-04T02:00:00.000Z'),
      ),
    );

/** What `audit verify` says of a backup that was put into a new data folder and opened by the service. */
async function restored(backup: string) {
  const dataDir = join(folder, 'restored');
  mkdirSync(dataDir);
  writeFileSync(join(dataDir, 'firebreak.db'), readFileSync(backup));
  await (await openStore(dataDir)).close();
  const { stdout } = await runCli(['audit', 'verify', '--data-dir', dataDir, '--json']);
  return JSON.parse(stdout) as { readonly entries: number; readonly findings: readonly object[] };
}

describe('firebreak backup', () => {
  it('holds the store as it is at one moment, while the service uses it', async () => {
    await append(1);
    await append(2);

    const file = join(folder, 'backup.db');
    const { code, stderr } = await runCli(['backup', file, '--data-dir', store.folder]);
    await append(3);

    expect({ code, stderr }).toEqual({ code: 0, stderr: `firebreak: the store is backed up in ${file}\n` });
    expect(statSync(file).mode & 0o077).toBe(0);
    expect(await restored(file)).toMatchObject({ ok: true, entries: 2 });
  });

  it('goes to stdout where nothing else can be written, and leaves nothing in the data folder', async () => {
    await append(1);
    const chunks: Uint8Array[] = [];

    const code = await runProgram(['backup', '-'], {
      environment: { FIREBREAK_DATA_DIR: store.folder },
      stdout: () => undefined,
      stderr: () => undefined,
      stdoutBytes: async (bytes) => void chunks.push(bytes),
      stdin: async () => '',
      async *stdinChunks() {},
      terminal: false,
      signal: new AbortController().signal,
    });

    expect(code).toBe(0);
    expect(readdirSync(store.folder).filter((name) => name.startsWith('backup'))).toEqual([]);
    const file = join(folder, 'stdout.db');
    writeFileSync(file, Buffer.concat(chunks));
    expect(await restored(file)).toMatchObject({ ok: true, entries: 1 });
  });

  it('replaces nothing, and says where there is nothing', async () => {
    const file = join(folder, 'there.db');
    writeFileSync(file, 'kept');

    const taken = await runCli(['backup', file, '--data-dir', store.folder]);
    const nothing = await runCli(['backup', join(folder, 'new.db'), '--data-dir', folder]);

    expect(taken).toMatchObject({ code: 2, stderr: expect.stringContaining('cannot be written') as string });
    expect(readFileSync(file, 'utf8')).toBe('kept');
    expect(nothing).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('holds no Firebreak store') as string,
    });
  });
});
