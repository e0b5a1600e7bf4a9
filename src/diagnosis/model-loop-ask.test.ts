import { describe, expect, test } from 'vitest';
import {
  calling,
  fakeBudget,
  fakeClock,
  fakeIds,
  fakeModel,
  recorder,
  redactHunter,
  saying,
} from '../../test/diagnosis/fakes.ts';
import type { Model, ModelRequest } from '../ports/model.ts';
import { exchangeSchema } from './exchange.ts';
import { type AskerOptions, createAsker } from './model-loop-ask.ts';

const request: ModelRequest = {
  messages: [
    { role: 'system', text: 'who' },
    { role: 'user', text: 'what' },
  ],
  tools: [{ name: 'propose', description: 'ends', parameters: { type: 'object' } }],
  maxOutputTokens: 50,
};

function setUp(models: readonly Model[], change: Partial<AskerOptions> = {}) {
  const { exchanges, recordExchange } = recorder();
  const { budget, spent } = fakeBudget();
  const asker = createAsker({
    models,
    incident: 'inc_1',
    promptVersion: 'abc',
    budget,
    clock: fakeClock,
    ids: fakeIds(),
    redact: redactHunter,
    recordExchange,
    signal: new AbortController().signal,
    ...change,
  });
  return { asker, exchanges, spent };
}

describe('createAsker', () => {
  test('takes the first model that answers, and says which did not', async () => {
    const second = fakeModel('litellm:b', saying('fine'));
    const { asker } = setUp([
      fakeModel('litellm:a', 'timeout'),
      second,
      fakeModel('litellm:c', saying('no')),
    ]);

    expect(await asker.ask(request)).toMatchObject({ model: 'litellm:b', reply: { text: 'fine' } });
    expect(asker.notes).toEqual(['litellm:a: timeout']);
  });

  test('does not ask a model again that failed in this diagnosis', async () => {
    const first = fakeModel('litellm:a', 'access-denied');
    const { asker } = setUp([first, fakeModel('litellm:b', saying('fine'))]);

    await asker.ask(request);
    await asker.ask(request);

    expect(first.requests).toHaveLength(1);
    expect(asker.notes).toEqual(['litellm:a: access-denied']);
  });

  test('goes on to the next model whatever a client throws', async () => {
    const broken: Model = { name: 'litellm:a', complete: () => Promise.reject(new TypeError('bug')) };
    const { asker } = setUp([broken, fakeModel('litellm:b', saying('fine'))]);

    expect(await asker.ask(request)).toMatchObject({ model: 'litellm:b' });
    expect(asker.notes).toEqual(['litellm:a: server-error']);
  });

  test('is silent where every model fails', async () => {
    const { asker } = setUp([fakeModel('litellm:a', 'timeout'), fakeModel('litellm:b', 'circuit-open')]);

    expect(await asker.ask(request)).toEqual({ silence: 'no model answered' });
  });

  test('asks nobody past the budget of the day, counting the answer in advance', async () => {
    const model = fakeModel('litellm:a', saying('fine'));
    const { asker } = setUp([model], { budget: fakeBudget(60).budget });

    expect(await asker.ask(request)).toEqual({ silence: "the day's token budget is used up" });
    expect(model.requests).toEqual([]);
  });

  test('asks nobody once the time is up', async () => {
    const model = fakeModel('litellm:a', saying('fine'));
    const { asker } = setUp([model], { signal: AbortSignal.abort() });

    expect(await asker.ask(request)).toEqual({ silence: 'the time for a diagnosis is up' });
    expect(model.requests).toEqual([]);
  });

  test('charges answers by their usage, and failures that may have cost something by their size', async () => {
    const { asker, spent } = setUp([
      fakeModel('litellm:a', 'timeout'),
      fakeModel('litellm:b', 'rate-limited'),
      fakeModel('litellm:c', saying('fine')),
    ]);

    await asker.ask(request);

    expect(spent.map(({ model, inputTokens }) => [model, inputTokens > 0])).toEqual([
      ['litellm:a', true],
      ['litellm:c', true],
    ]);
    expect(asker.used.requests).toBe(3);
    expect(asker.used.outputTokens).toBe(10);
    expect(asker.used.inputTokens).toBe(100 + (spent[0]?.inputTokens ?? 0));
  });

  test('records every exchange in the documented format, with what models wrote redacted', async () => {
    const { asker, exchanges } = setUp([
      fakeModel('litellm:a', 'rate-limited'),
      fakeModel('litellm:b', { ...calling(['propose', { summary: 'hunter2' }]), text: 'it is hunter2' }),
    ]);
    const told = [...request.messages, { role: 'assistant' as const, text: 'hunter2', toolCalls: [] }];

    await asker.ask({ ...request, messages: told });

    expect(exchanges.map((exchange) => exchangeSchema.parse(exchange))).toEqual(exchanges);
    expect(exchanges).toMatchObject([
      {
        model: 'litellm:a',
        promptVersion: 'abc',
        tools: ['propose'],
        result: { kind: 'error', code: 'rate-limited' },
      },
      { model: 'litellm:b', incident: 'inc_1', result: { kind: 'reply', text: 'it is [redacted]' } },
    ]);
    expect(JSON.stringify(exchanges)).not.toContain('hunter2');
  });
});
