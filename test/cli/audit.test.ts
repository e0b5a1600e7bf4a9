import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { appendToLedger } from '../../src/ledger/append.ts';
import { openStore } from '../../src/store/sqlite.ts';
import { runCli } from '../support/run-cli.ts';

let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'firebreak-audit-'));
  const store = await openStore(folder);
  const event = { type: 'alert.fired', actor: 'alertmanager', payload: { alerts: 1 } };
  await store.db
    .transaction()
    .execute((transaction) => appendToLedger(transaction, [event, event], new Date('2026-03-04T02:00:00Z')));
  await store.close();
});
afterEach(() => rmSync(folder, { recursive: true }));

async function exportFile(change: (text: string) => string = (text) => text): Promise<string> {
  const { stdout } = await runCli(['audit', 'export', '--data-dir', folder]);
  const file = join(folder, 'ledger.jsonl');
  writeFileSync(file, change(stdout));
  return file;
}

describe('firebreak audit', () => {
  it('exports a ledger that verifies without the store', async () => {
    const file = await exportFile();

    const { code, stdout } = await runCli(['audit', 'verify', '--export', file, '--json']);

    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, entries: 2 });
  });

  it('exits 1 for an export that was changed', async () => {
    const file = await exportFile((text) => text.replace('alertmanager', 'somebody'));

    const { code, stdout } = await runCli(['audit', 'verify', '--export', file]);

    expect(code).toBe(1);
    expect(stdout).toContain('does NOT verify: entry 1');
  });

  it('exits 1 where the chain was written anew and ends in another head', async () => {
    const { code, stdout } = await runCli([
      'audit',
      'verify',
      '--data-dir',
      folder,
      '--head',
      'f'.repeat(64),
    ]);

    expect(code).toBe(1);
    expect(stdout).toContain('not the one that is expected');
  });

  it('exits 2 for a file that is not there', async () => {
    const { code, stderr } = await runCli(['audit', 'verify', '--export', join(folder, 'nothing')]);

    expect(code).toBe(2);
    expect(stderr).toContain('cannot be read');
  });
});
