import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import { defaultModelLimits } from '../../src/diagnosis/model-limits.ts';
import { loadPrompts } from '../../src/diagnosis/prompt.ts';
import { taxonomy } from '../../src/diagnosis/taxonomy.ts';
import { describeReadTools } from '../../src/evidence/describe-read-tools.ts';
import { recordDiagnosis, recordExchange } from '../../src/store/exchanges.ts';
import { evidence, incidentOf, proposal, raiseMemory, triageDiagnosis } from '../diagnosis/cases.ts';
import { calling, fakeBudget, fakeClock, fakeIds, fakeModel, fakeWait } from '../diagnosis/fakes.ts';
import { runCli } from '../support/run-cli.ts';
import { temporaryStore } from '../support/store.ts';

describe('firebreak replay', () => {
  let store: Awaited<ReturnType<typeof temporaryStore>>;
  let folder: string;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'firebreak-replay-'));
    store = await temporaryStore();
    await diagnose({
      incident: incidentOf(),
      evidence,
      triage: triageDiagnosis(),
      candidates: [raiseMemory],
      tools: describeReadTools(),
      models: [
        fakeModel('bedrock:a', 'access-denied'),
        fakeModel('litellm:b', calling(['propose', proposal()])),
      ],
      budget: fakeBudget().budget,
      limits: defaultModelLimits,
      prompts: loadPrompts(),
      taxonomy,
      namespaces: { components: {}, confusionPairs: [] },
      redact: async (text) => text,
      recordExchange: (exchange) => recordExchange(store.db, exchange),
      recordDiagnosis: (diagnosis) => recordDiagnosis(store.db, diagnosis),
      wait: fakeWait().wait,
      clock: fakeClock,
      ids: fakeIds(),
      signal: new AbortController().signal,
    });
  });
  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const replayed = (...args: readonly string[]) =>
    runCli(['replay', ...args], { environment: { FIREBREAK_DATA_DIR: store.folder } });

  it.each(['inc_1', 'data_1', 'exchange_3'])('replays %s beside the running service', async (id) => {
    const { code, stdout } = await replayed(id);

    expect(code).toBe(0);
    expect(stdout).toContain('bedrock:a: access-denied; the same request today');
    expect(stdout).toContain('ends as it did');
    expect(stdout).toContain('action: set-resources Deployment cardboard/price-scraper');
  });

  it('says in JSON what other prompts would change, and exits 0 as long as it ends the same', async () => {
    const prompts = join(folder, 'other.md');
    writeFileSync(prompts, 'Say what is broken in {{ cluster }}.');

    const { code, stdout } = await replayed('inc_1', '--json', '--prompts', folder);

    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      replays: [
        {
          incident: 'inc_1',
          requests: [
            { model: 'bedrock:a', result: 'access-denied', differs: ['system-prompt'] },
            { model: 'litellm:b', result: 'reply', differs: ['system-prompt'] },
          ],
          outcome: { same: true },
        },
      ],
    });
  });

  it('replays what it has exported, without a store, and exits 1 where it ends otherwise', async () => {
    const file = join(folder, 'exchanges.jsonl');
    const { stdout } = await replayed('inc_1', '--export');
    writeFileSync(file, stdout);
    expect(stdout.trim().split('\n')).toHaveLength(3);

    const same = await runCli(['replay', 'inc_1', '--file', file]);
    writeFileSync(file, stdout.replaceAll('"required":["/container"', '"required":["/nowhere"'));
    const other = await runCli(['replay', 'inc_1', '--file', file]);

    expect([same.code, other.code]).toEqual([0, 1]);
    expect(other.stdout).toMatch(/ended in:[^]*would end in:[^]*handed over/);
  });

  it('says what is wrong with an id or a file', async () => {
    const file = join(folder, 'broken.jsonl');
    writeFileSync(file, '\n{"kind":"Other"}\n');

    const unknown = await replayed('inc_9');
    const broken = await runCli(['replay', 'inc_1', '--file', file]);

    expect([unknown.code, unknown.stderr]).toEqual([
      2,
      'firebreak: inc_9: no exchange with a model is recorded under this id\n',
    ]);
    expect([broken.code, broken.stderr]).toEqual([
      2,
      `firebreak: ${file}:2: is neither a ModelExchange nor a ModelDiagnosis of firebreak.dev/v1\n`,
    ]);
  });
});
