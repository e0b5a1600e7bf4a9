import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { appendToLedger } from '../../src/ledger/append.ts';
import { canonicalJson, sha256 } from '../../src/domain/canonical.ts';
import { headLine, type SignedHead, signHead } from '../../src/ledger/heads/head.ts';
import { readSigningKey } from '../../src/ledger/heads/keys.ts';
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

/** An export without its last entries, and with a last line that fits what is left: what a forger would hand over. */
function cutExport(text: string, left: number): string {
  const kept = text.split('\n').slice(0, left);
  const body = kept.map((line) => `${line}\n`).join('');
  const head = (JSON.parse(kept.at(-1) ?? '{}') as { hash?: string }).hash ?? '0'.repeat(64);
  return `${body}${canonicalJson({ entries: left, head, digest: sha256(body) })}\n`;
}

describe('firebreak audit with signed heads', () => {
  let keyFile: string;
  let publicKey: string;
  beforeEach(async () => {
    keyFile = join(folder, 'audit.key');
    publicKey = `${keyFile}.pub`;
    await runCli(['audit', 'keygen', keyFile]);
  });

  async function heads(change: (head: SignedHead) => SignedHead = (head) => head): Promise<string> {
    const { stdout } = await runCli(['audit', 'export', '--data-dir', folder]);
    const hashes = stdout
      .split('\n')
      .slice(0, -2)
      .map((line) => (JSON.parse(line) as { hash: string }).hash);
    const key = readSigningKey(readFileSync(keyFile, 'utf8'));
    const at = '2026-03-04T02:00:00.000Z';
    const lines = hashes.map((hash, index) =>
      headLine(change(signHead({ cluster: 'c', ledger: hashes[0] ?? '', seq: index + 1, hash, at }, key))),
    );
    const file = join(folder, 'ledger-heads.jsonl');
    writeFileSync(file, lines.map((line) => `${line}\n`).join(''));
    return file;
  }

  const verify = (...args: readonly string[]) => runCli(['audit', 'verify', ...args]);

  it('makes a key that only its owner reads, and replaces none', async () => {
    expect(statSync(keyFile).mode & 0o777).toBe(0o600);
    const again = await runCli(['audit', 'keygen', keyFile]);
    expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('cannot be written')]);
  });

  it('verifies an export, and the store by the heads in its own folder', async () => {
    const [file, headsFile] = [await exportFile(), await heads()];
    const ofExport = await verify('--export', file, '--heads', headsFile, '--public-key', publicKey);
    const ofStore = await verify('--data-dir', folder, '--public-key', publicKey, '--json');
    expect([ofExport.code, ofExport.stdout]).toEqual([0, expect.stringContaining('2 signed heads agree')]);
    expect(JSON.parse(ofStore.stdout)).toMatchObject({ ok: true, heads: 2, newestHead: { seq: 2 } });
  });

  it.each([0, 1])('finds an export that was cut to %d entries and ends as if it were whole', async (left) => {
    const file = await exportFile((text) => cutExport(text, left));
    const without = await verify('--export', file);
    const { code, stdout } = await verify(
      '--export',
      file,
      '--heads',
      await heads(),
      '--public-key',
      publicKey,
      '--json',
    );
    expect(without.code).toBe(0);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, findings: [{ reason: 'audit.cut-tail' }] });
  });

  it('finds heads that another key has signed, and heads that were forged', async () => {
    const headsFile = await heads((head) => ({ ...head, at: '2026-03-05T02:00:00.000Z' }));
    const forged = await verify('--data-dir', folder, '--heads', headsFile, '--public-key', publicKey);
    expect([forged.code, forged.stdout]).toEqual([1, expect.stringContaining('audit.head-forged')]);

    const other = join(folder, 'other.key');
    await runCli(['audit', 'keygen', other]);
    const foreign = await verify('--data-dir', folder, '--public-key', `${other}.pub`);
    expect([foreign.code, foreign.stdout]).toEqual([1, expect.stringContaining('audit.other-key')]);
    const both = await verify('--data-dir', folder, '--public-key', `${other}.pub`, publicKey);
    expect(both.stdout).not.toContain('audit.other-key');
  });

  it('does not pass where heads are asked for and there are none', async () => {
    const { code, stdout } = await verify('--data-dir', folder, '--public-key', publicKey);
    expect([code, stdout]).toEqual([1, expect.stringContaining('audit.no-heads')]);
  });

  it.each([
    ['heads without a key', () => ['--heads', 'heads.jsonl'], '--heads needs --public-key'],
    ['a private key for checking', () => ['--public-key', keyFile], 'not an Ed25519 public key'],
    ['a key that is not there', () => ['--public-key', `${keyFile}.none`], 'cannot be read'],
  ])('exits 2 for %s', async (_what, args, said) => {
    const { code, stderr } = await verify('--data-dir', folder, ...args());
    expect([code, stderr]).toEqual([2, expect.stringContaining(said)]);
  });
});
