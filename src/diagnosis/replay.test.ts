import { describe, expect, test } from 'vitest';
import {
  evidenceItem,
  incidentOf,
  manyItems,
  proposal,
  refusal,
  scraperPod,
  taxonomy,
} from '../../test/diagnosis/cases.ts';
import { calling, fakeModel, recorder, saying } from '../../test/diagnosis/fakes.ts';
import { diagnoseInput } from '../../test/diagnosis/diagnose-input.ts';
import { describeReadTools } from '../evidence/describe-read-tools.ts';
import type { ReadTool } from '../evidence/read-tools.ts';
import { type Model, ModelError } from '../ports/model.ts';
import { diagnose } from './diagnose.ts';
import type { DiagnoseInput } from './diagnose-input.ts';
import { type Exchange, exchangeSchema } from './exchange.ts';
import { defaultModelLimits } from './model-limits.ts';
import { loadPrompts } from './prompt.ts';
import { type RecordedDiagnosis, recordedDiagnosisSchema } from './recorded-diagnosis.ts';
import { replay } from './replay.ts';

const found = evidenceItem('ev_6', { kind: 'log', ref: scraperPod, summary: 'more log' });
const tools: readonly ReadTool[] = describeReadTools().map((tool) => ({
  ...tool,
  run: async () => ({ items: [found] }),
}));
const much = manyItems();
const prompts = loadPrompts();

/** A diagnosis by these models, and what was recorded of it, as a file keeps it. */
async function recordedBy(models: readonly Model[], change: Partial<DiagnoseInput> = {}) {
  const { exchanges, diagnoses, recordExchange, recordDiagnosis } = recorder();
  const { diagnosis } = await diagnose(
    diagnoseInput({
      incident: incidentOf({ refusals: [refusal] }),
      evidence: much,
      tools,
      models,
      namespaces: { components: { traefik: 'kube-system' }, confusionPairs: [] },
      recordExchange,
      recordDiagnosis,
      ...change,
    }),
  );
  const [recorded] = diagnoses.map((each) => recordedDiagnosisSchema.parse(throughJson(each)));
  if (recorded === undefined) throw new Error('nothing was recorded');
  return { diagnosis, recorded, exchanges: exchanges.map((each) => exchangeSchema.parse(throughJson(each))) };
}

function throughJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

function again(recorded: RecordedDiagnosis, exchanges: readonly Exchange[]) {
  return replay(recorded, exchanges, {
    prompts,
    limits: defaultModelLimits,
    taxonomy,
    tools: describeReadTools(),
    signal: new AbortController().signal,
  });
}

const lowered = proposal({
  actions: [{ candidate: 'cand_1', params: { '/container': 'scraper', '/limits/memory': '384Mi' } }],
});
const look = calling(['read_log', { pod: 'ev_3', container: 'scraper' }]);
const citesLook = {
  ...lowered,
  causes: [{ cause: 'container.oom-killed', object: 'ev_6', confidence: 0.9, why: 'x', evidence: ['ev_6'] }],
};

describe('replay', () => {
  const stories: readonly (readonly [string, () => readonly Model[]])[] = [
    ['a proposal', () => [fakeModel('litellm:a', calling(['propose', lowered]))]],
    ['a look of a tool that is cited', () => [fakeModel('litellm:a', look, calling(['propose', citesLook]))]],
    [
      'an answer that had to be corrected',
      () => [fakeModel('litellm:a', saying('hm'), calling(['propose', lowered]))],
    ],
    ['a hand-over after two unusable answers', () => [fakeModel('litellm:a', saying('hm'))]],
    [
      'a fallback',
      () => [fakeModel('bedrock:a', 'access-denied'), fakeModel('litellm:b', calling(['propose', lowered]))],
    ],
    [
      'a throttled model that was waited for',
      () => [
        fakeModel(
          'bedrock:a',
          new ModelError('rate-limited', 'x', { retryAfterMs: 2_000 }),
          calling(['propose', lowered]),
        ),
        fakeModel('litellm:b', saying('not asked')),
      ],
    ],
    [
      'a context that was too small',
      () => [fakeModel('bedrock:a', 'context-overflow', calling(['propose', lowered]))],
    ],
    ['triage alone', () => [fakeModel('litellm:a', 'timeout'), fakeModel('litellm:b', 'server-error')]],
  ];

  test.each(stories)('leads %s to the same end by the same requests', async (_, models) => {
    const { diagnosis, recorded, exchanges } = await recordedBy(models());

    const replayed = await again(recorded, exchanges);

    expect(replayed.outcome).toMatchObject({
      same: true,
      now: { by: diagnosis.by, actions: diagnosis.actions },
    });
    expect(replayed.requests.map(({ differs, notMade }) => [differs, notMade])).toEqual(
      exchanges.map(() => [[], undefined]),
    );
    expect(replayed.wouldAskMore).toBe(false);
  });

  test('shows what a stricter check makes of an old answer, and that more would be asked', async () => {
    const { recorded, exchanges } = await recordedBy([fakeModel('litellm:a', calling(['propose', lowered]))]);

    const stricter = await again(
      { ...recorded, candidates: recorded.candidates.filter(({ id }) => id !== 'cand_1') },
      exchanges,
    );

    expect(stricter).toMatchObject({
      wouldAskMore: true,
      requests: [{ result: 'reply', differs: ['brief'] }],
      outcome: { same: false, now: { by: 'litellm:a', actions: [] } },
    });
    expect(stricter.outcome.now.handOver).toMatch(/there is no candidate "cand_1"/);
  });

  test('keeps secrets out of the record', async () => {
    const { recorded } = await recordedBy([fakeModel('litellm:a', saying('hm'))], {
      incident: incidentOf({ title: 'PodCrashLooping with hunter2' }),
    });

    expect(recorded.incident.title).toBe('PodCrashLooping with [redacted]');
  });
});
