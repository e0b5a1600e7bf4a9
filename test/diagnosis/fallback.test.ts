import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { guardModel } from '../../src/adapters/models/guarded-model.ts';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import { loadModelPrices } from '../../src/diagnosis/model-prices.ts';
import { dollarsText, nanodollarsOf } from '../../src/domain/money.ts';
import type { Model } from '../../src/ports/model.ts';
import { createModelBudget, type ModelBudgetLimits } from '../../src/store/model-budget.ts';
import { partMissing } from '../parts/parts.ts';
import type { ScriptedReply } from '../parts/scripted-reply.ts';
import { temporaryStore } from '../support/store.ts';
import { incidentOf, manyItems, proposal, raiseMemory, triageDiagnosis } from './cases.ts';
import { diagnoseInput } from './diagnose-input.ts';
import type { ModelRoute } from './model-contract.ts';
import { bedrockRoute, liteLlmToBedrockRoute } from './model-routes.ts';

const much = manyItems();
const proposes: ScriptedReply = { kind: 'tool-calls', calls: [{ name: 'propose', arguments: proposal() }] };
const failing = (status: number, message?: string): ScriptedReply => ({
  kind: 'error',
  status,
  ...(message === undefined ? {} : { message }),
});

describe.skipIf(partMissing('litellm'))('Bedrock first, and then a real LiteLLM', () => {
  let first: ModelRoute;
  let second: ModelRoute;
  let store: Awaited<ReturnType<typeof temporaryStore>>;
  beforeAll(async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIATESTTESTTESTTEST');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'very-secret');
    first = await bedrockRoute();
    second = await liteLlmToBedrockRoute();
    store = await temporaryStore();
  }, 120_000);
  afterAll(async () => {
    await first?.stop();
    await second?.stop();
    await store?.close();
    vi.unstubAllEnvs();
  });
  afterEach(() => {
    first.count(undefined);
    second.count(undefined);
  });

  let incidents = 0;
  async function diagnosed(nanodollars: ModelBudgetLimits['nanodollars'] = {}) {
    incidents += 1;
    const guarded = (model: Model, timeoutMs: number) =>
      guardModel(model, { timeoutMs, failures: 3, pauseMs: 1_000 });
    const most = 100_000_000;
    const { diagnosis } = await diagnose(
      diagnoseInput({
        incident: incidentOf({ id: `inc_${incidents}` }),
        evidence: much,
        candidates: [raiseMemory],
        models: [guarded(first.model(), 3_000), guarded(second.model(), 20_000)],
        budget: createModelBudget(store.db, {
          limits: { tokens: { incident: most, hour: most, day: most }, nanodollars },
          prices: loadModelPrices(),
          ids: { next: (prefix) => `${prefix}_${incidents}_${Math.random()}` },
          onRefusal: () => {},
        }),
      }),
    );
    return diagnosis;
  }

  const failures: readonly (readonly [string, ScriptedReply])[] = [
    ['access-denied', failing(403)],
    ['rate-limited', failing(429)],
    ['server-error', failing(503)],
    ['invalid-request', failing(400, 'This model does not support tool use.')],
    ['invalid-reply', { kind: 'garbage', body: '<html>' }],
    ['content-filtered', { kind: 'stopped', by: 'filter', content: 'no' }],
    ['timeout', { kind: 'hang' }],
  ];

  test.each(failures)('goes on to the next model after %s, and says so', async (code, reply) => {
    first.use(reply);
    second.use(proposes);

    expect(await diagnosed()).toMatchObject({
      by: 'litellm:claude-haiku',
      actions: [{ action: 'set-resources' }],
      notes: [`bedrock:amazon.nova-micro-v1:0: ${code}`],
    });
  });

  test('asks the same model again with less evidence where its context is too small', async () => {
    const replies = [failing(400, 'Input is too long for requested model.'), proposes];
    first.useEach(() => replies.shift() ?? failing(500));

    expect(await diagnosed()).toMatchObject({ by: 'bedrock:amazon.nova-micro-v1:0' });
  });

  test('gives triage’s answer where every model fails', async () => {
    first.use(failing(403));
    second.use(failing(500));

    expect(await diagnosed()).toMatchObject({
      by: 'triage',
      actions: triageDiagnosis().actions,
      notes: [
        'bedrock:amazon.nova-micro-v1:0: access-denied',
        'litellm:claude-haiku: server-error',
        'triage alone: no model answered',
      ],
    });
  });

  test('reckons what both have cost to the cent', async () => {
    // Nova Micro: 1,000,000 × $0.035 + 500,000 × $0.14 a million, for nothing; then Claude Haiku: 200,000 × $1 + 30,000 × $5.
    first.use({ kind: 'stopped', by: 'filter', content: 'no' });
    first.count({ inputTokens: 1_000_000, outputTokens: 500_000 });
    second.use(proposes);
    second.count({ inputTokens: 200_000, outputTokens: 30_000 });

    const { cost } = await diagnosed();

    expect(cost.money?.nanodollars).toBe(35_000_000 + 70_000_000 + 200_000_000 + 150_000_000);
    expect(dollarsText(cost.money?.nanodollars ?? 0)).toBe('$0.46');
    expect(cost.money?.unpricedRequests).toBe(0);
  });

  test('leaves models alone past a budget of money, and says so', async () => {
    const before = first.requests() + second.requests();

    expect(await diagnosed({ incident: nanodollarsOf(0) })).toMatchObject({
      by: 'triage',
      notes: [
        "bedrock:amazon.nova-micro-v1:0: the incident's money budget is used up",
        "litellm:claude-haiku: the incident's money budget is used up",
        "triage alone: the incident's money budget is used up",
      ],
    });
    expect(first.requests() + second.requests()).toBe(before);
  });
});
