import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  evidence,
  evidenceItem,
  incidentOf,
  proposal,
  refusal,
  triageDiagnosis,
} from '../../test/diagnosis/cases.ts';
import { calling, fakeBudget, fakeModel, recorder, saying } from '../../test/diagnosis/fakes.ts';
import { diagnoseInput as input } from '../../test/diagnosis/diagnose-input.ts';
import { diagnose } from './diagnose.ts';
import type { DiagnoseInput } from './diagnose-input.ts';
import { defaultModelLimits } from './model-limits.ts';

const lowered = proposal({
  actions: [{ candidate: 'cand_1', params: { '/container': 'scraper', '/limits/memory': '384Mi' } }],
});

describe('diagnose', () => {
  test('is triage where no model is configured', async () => {
    expect((await diagnose(input())).diagnosis).toEqual(triageDiagnosis());
  });

  test("is the model's word where one answers, with who failed before it", async () => {
    const models = [fakeModel('litellm:a', 'timeout'), fakeModel('litellm:b', calling(['propose', lowered]))];

    const { diagnosis } = await diagnose(input({ models }));

    expect(diagnosis).toMatchObject({
      by: 'litellm:b',
      summary: 'The scraper needs more memory.',
      causes: [{ cause: 'container.oom-killed', sure: true }],
      actions: [{ params: { container: 'scraper', limits: { memory: '384Mi' } } }],
      notes: ['litellm:a: timeout'],
      cost: { apiCalls: 9, modelRequests: 2, outputTokens: 10 },
    });
  });

  test('falls back to triage where every model fails, and says which', async () => {
    const models = [fakeModel('litellm:a', 'timeout'), fakeModel('litellm:b', 'access-denied')];

    const { diagnosis } = await diagnose(input({ models }));

    expect(diagnosis).toMatchObject({ by: 'triage', actions: triageDiagnosis().actions });
    expect(diagnosis.notes).toEqual([
      'litellm:a: timeout',
      'litellm:b: access-denied',
      'triage alone: no model answered',
    ]);
    expect(diagnosis.cost.modelRequests).toBe(2);
  });

  test('falls back to triage past the budgets of the day and of the incident', async () => {
    const model = fakeModel('litellm:a', calling(['propose', lowered]));
    const cost = { ...triageDiagnosis().cost, modelRequests: defaultModelLimits.incidentRequests };
    const spent = incidentOf({ diagnosis: triageDiagnosis({ cost }) });

    const day = await diagnose(input({ models: [model], budget: fakeBudget(100).budget }));
    const incident = await diagnose(input({ models: [model], incident: spent }));

    expect(day.diagnosis).toMatchObject({
      by: 'triage',
      notes: ["triage alone: the day's token budget is used up"],
    });
    expect(incident.diagnosis).toMatchObject({
      by: 'triage',
      notes: ["no model asked: the incident's requests are used up"],
    });
    expect(incident.diagnosis.cost.modelRequests).toBe(cost.modelRequests);
    expect(model.requests).toEqual([]);
  });

  describe('with models that are skipped where triage is sure', () => {
    const unsure = triageDiagnosis({
      causes: triageDiagnosis().causes.map((cause) => ({ ...cause, sure: false })),
    });
    const skipping = (change: Partial<DiagnoseInput> = {}) => {
      const model = fakeModel('litellm:a', calling(['propose', lowered]));
      return { model, input: input({ models: [model], whenSure: 'skip', ...change }) };
    };

    test('asks none where the best cause is sure, and says so', async () => {
      const { model, input: sure } = skipping();

      const { diagnosis } = await diagnose(sure);

      expect(model.requests).toEqual([]);
      expect(diagnosis).toMatchObject({ by: 'triage', actions: triageDiagnosis().actions });
      expect(diagnosis.notes).toEqual(['no model asked: triage is sure, and the settings ask none then']);
    });

    test.each([
      ['the best cause is not sure', { triage: unsure }],
      ['there is no cause', { triage: triageDiagnosis({ causes: [] }) }],
      ['the rules were refused before', { incident: incidentOf({ refusals: [refusal] }) }],
    ])('asks one where %s', async (_case, change) => {
      const { model, input: open } = skipping(change);
      await diagnose(open);
      expect(model.requests).not.toEqual([]);
    });
  });

  test('hands over after a second invalid reply, proposing nothing', async () => {
    const { diagnosis } = await diagnose(input({ models: [fakeModel('litellm:a', saying('hm'))] }));

    expect(diagnosis).toMatchObject({ by: 'litellm:a', actions: [], causes: triageDiagnosis().causes });
    expect(diagnosis.handOver).toMatch(/^litellm:a gave no usable answer: /);
  });

  describe('lets a model abstain', () => {
    const abstains = calling(['propose', proposal({ actions: [], abstain: { reason: 'it has healed' } })]);
    const abstaining = (more: Partial<DiagnoseInput>) =>
      diagnose(input({ models: [fakeModel('litellm:a', abstains)], ...more }));
    const unsure = {
      ...triageDiagnosis(),
      causes: triageDiagnosis().causes.map((cause) => ({ ...cause, sure: false })),
    };

    test('with its reason, where the rules are not sure or know no mend', async () => {
      for (const triage of [unsure, { ...triageDiagnosis(), actions: [] }]) {
        const { diagnosis } = await abstaining({ triage });

        expect(diagnosis).toMatchObject({ actions: [], notes: ['no action: it has healed'] });
        expect(diagnosis.handOver).toBeUndefined();
      }
    });

    test('but leaves to people what the rules are sure of and could mend', async () => {
      const { diagnosis } = await abstaining({});

      expect(diagnosis).toMatchObject({ actions: [], notes: ['no action: it has healed'] });
      expect(diagnosis.handOver).toContain('people decide');
    });

    test('where the guardrails have refused what the rules proposed', async () => {
      const { diagnosis } = await abstaining({ incident: incidentOf({ refusals: [refusal] }) });

      expect(diagnosis.handOver).toBeUndefined();
    });
  });

  test('does not let triage repeat what was refused, and says so', async () => {
    const { diagnosis } = await diagnose(input({ incident: incidentOf({ refusals: [refusal] }) }));

    expect(diagnosis).toMatchObject({
      by: 'triage',
      actions: [],
      notes: ['triage would repeat what was refused, so nothing is proposed'],
    });
  });

  test('shows the refusal to the model, which then may do better', async () => {
    const model = fakeModel('litellm:a', calling(['propose', lowered]));

    const { diagnosis } = await diagnose(
      input({ models: [model], incident: incidentOf({ refusals: [refusal] }) }),
    );

    expect(model.requests[0]?.messages[1]?.text).toContain('use 384Mi');
    expect(diagnosis.actions).toHaveLength(1);
  });

  test('adds up what models cost over the life of the incident', async () => {
    const cost = { apiCalls: 1, evidenceCharacters: 1, modelRequests: 2, inputTokens: 900, outputTokens: 40 };
    const incident = incidentOf({ diagnosis: triageDiagnosis({ cost }) });

    const { diagnosis } = await diagnose(
      input({ incident, models: [fakeModel('litellm:a', calling(['propose', lowered]))] }),
    );

    expect(diagnosis.cost).toMatchObject({ modelRequests: 3, inputTokens: 1_000, outputTokens: 50 });
  });

  test('hands on the evidence that tools found', async () => {
    const item = evidenceItem('ev_6');
    const tool = {
      name: 'look',
      description: 'looks',
      parameters: z.object({}),
      run: async () => ({ items: [item] }),
    };

    const result = await diagnose(
      input({
        tools: [tool],
        models: [fakeModel('litellm:a', calling(['look', {}]), calling(['propose', lowered]))],
      }),
    );

    expect(result.evidence).toEqual([...evidence, item]);
  });

  test('keeps secrets from models, records and people', async () => {
    const { exchanges, recordExchange } = recorder();
    const leaky = {
      ...proposal(),
      summary: 'hunter2',
      causes: [],
      actions: [],
      abstain: { reason: 'hunter2' },
    };
    const model = fakeModel('litellm:a', calling(['propose', leaky]));
    const incident = incidentOf({
      title: 'hunter2',
      refusals: [
        {
          proposal: 'p',
          refused: [
            {
              action: 'set-env',
              target: 'Deployment cardboard/price-scraper',
              params: { value: 'hunter2' },
              verdicts: [
                {
                  layer: 'dry-run',
                  outcome: 'refuse',
                  reason: 'dry-run.rejected',
                  message: 'hunter2',
                  remedy: 'hunter2',
                },
              ],
            },
          ],
        },
      ],
    });

    const { diagnosis } = await diagnose(input({ models: [model], incident, recordExchange }));

    expect(JSON.stringify([model.requests, exchanges, diagnosis])).not.toContain('hunter2');
    expect(JSON.stringify(exchanges)).toContain('[redacted]');
  });

  test('rejects when the process stops, so that the incident is diagnosed again later', async () => {
    const stop = new AbortController();
    const model = fakeModel('litellm:a', () => {
      stop.abort(new Error('stopping'));
      return calling(['propose', lowered]);
    });

    await expect(diagnose(input({ models: [model], signal: stop.signal }))).rejects.toThrow('stopping');
  });

  test('sends one incident with ordinary evidence in well under 8,000 tokens', async () => {
    const model = fakeModel('litellm:a', calling(['propose', lowered]));

    await diagnose(input({ models: [model] }));

    expect(JSON.stringify(model.requests).length / 4).toBeLessThan(4_000);
  });
});
