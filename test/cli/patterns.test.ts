import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { appendToLedger } from '../../src/ledger/append.ts';
import { openStore } from '../../src/store/sqlite.ts';
import { runCli } from '../support/run-cli.ts';

let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'firebreak-patterns-'));
  const store = await openStore(folder);
  const about = { alerts: ['PodCrashLoopBackOff'], namespaces: ['cardboard'], target: null, causes: [] };
  const misstep = (tool: string) => ({
    type: 'model.misstep',
    incident: 'inc_1',
    actor: 'firebreak',
    payload: {
      model: 'litellm:claude-haiku',
      reason: 'reply.unknown-tool',
      message: 'no\n\u202Etool',
      tool,
      about,
    },
  });
  const events = [misstep('run_shell'), misstep('get_weather')];
  await store.db
    .transaction()
    .execute((transaction) => appendToLedger(transaction, events, new Date('2026-03-04T02:00:00Z')));
  await store.close();
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('firebreak patterns', () => {
  it('tells the mistakes on record from the data folder alone, as JSON', async () => {
    const { code, stdout } = await runCli(['patterns', '--data-dir', folder, '--json']);

    expect(code).toBe(0);
    const report = JSON.parse(stdout) as { patterns: readonly unknown[] };
    expect(report).toMatchObject({
      total: 2,
      unclassified: { count: 1, examples: [{ tool: 'get_weather' }] },
    });
    expect(report.patterns[0]).toMatchObject({
      name: 'host-commands',
      count: 1,
      byAlert: [{ name: 'PodCrashLoopBackOff', count: 1 }],
      examples: [{ incident: 'inc_1', seq: 1, tool: 'run_shell' }],
    });
  });

  it('tells people, a mistake a line, with nothing that a terminal would act on', async () => {
    const { stdout } = await runCli(['patterns', '--data-dir', folder]);

    expect(stdout).toContain('2 mistakes, 1 unclassified');
    expect(stdout).toContain('inc_1 · run_shell · reply.unknown-tool · no ⏎ ‹U+202E›tool');
    expect(stdout).toMatch(/^not seen: .*selector-trap/mu);
  });

  it('narrows to what is asked for', async () => {
    const { stdout } = await runCli([
      'patterns',
      '--data-dir',
      folder,
      '--pattern',
      'unclassified',
      '--json',
    ]);

    expect(JSON.parse(stdout)).toMatchObject({ total: 1, patterns: [], unclassified: { count: 1 } });
  });

  it('exits 2 for a folder without a store, and for a layer that does not exist', async () => {
    expect((await runCli(['patterns', '--data-dir', join(folder, 'none')])).code).toBe(2);
    expect((await runCli(['patterns', '--data-dir', folder, '--layer', 'six'])).code).toBe(2);
  });
});
