import { describe, expect, test } from 'vitest';
import {
  calling,
  fakeBudget,
  fakeClock,
  fakeIds,
  fakeModel,
  fakeWait,
  recorder,
  redactHunter,
  saying,
} from '../../test/diagnosis/fakes.ts';
import { type Model, ModelError, type ModelRequest } from '../ports/model.ts';
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
  const { wait, waits } = fakeWait();
  const asker = createAsker({
    models,
    longestWaitMs: 10_000,
    wait,
    incident: 'inc_1',
    diagnosis: 'data_1',
    promptVersion: 'abc',
    budget,
    clock: fakeClock,
    ids: fakeIds(),
    redact: redactHunter,
    recordExchange,
    signal: new AbortController().signal,
    ...change,
  });
  return { asker, exchanges, spent, waits };
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

  test('asks a cheaper model where the money is not enough for the first, and says so', async () => {
    const dear = fakeModel('litellm:dear', saying('fine'));
    const { asker } = setUp([dear, fakeModel('litellm:cheap', saying('fine'))], {
      budget: fakeBudget(1_000_000, { 'litellm:dear': 'hour-money' }).budget,
    });

    expect(await asker.ask(request)).toMatchObject({ model: 'litellm:cheap' });
    expect(asker.notes).toEqual(["litellm:dear: the hour's money budget is used up"]);
    expect(dear.requests).toEqual([]);
  });

  test('is silent with the reason where the last model costs nobody knows what', async () => {
    const { asker } = setUp([fakeModel('litellm:a', saying('fine'))], {
      budget: fakeBudget(1_000_000, { 'litellm:a': 'price-unknown' }).budget,
    });

    expect(await asker.ask(request)).toEqual({
      silence: 'money is budgeted, and the price of this model is not known',
    });
  });

  test('waits for a throttled model that says when to come back soon, once', async () => {
    const soon = new ModelError('rate-limited', 'x', { retryAfterMs: 3_000 });
    const first = fakeModel('litellm:a', soon, saying('fine'), soon, saying('too late'));
    const { asker, waits } = setUp([first, fakeModel('litellm:b', saying('second'))]);

    expect(await asker.ask(request)).toMatchObject({ model: 'litellm:a', reply: { text: 'fine' } });
    expect(await asker.ask(request)).toMatchObject({ model: 'litellm:b' });

    expect(waits).toEqual([3_000]);
    expect(asker.notes).toEqual([
      'litellm:a: rate-limited, so waited 3 s as it asked',
      'litellm:a: rate-limited',
    ]);
  });

  test.each([undefined, 10_001])('goes on where a throttled model says %s', async (retryAfterMs) => {
    const throttled = new ModelError('rate-limited', 'x', { retryAfterMs });
    const { asker, waits } = setUp([
      fakeModel('litellm:a', throttled),
      fakeModel('litellm:b', saying('second')),
    ]);

    expect(await asker.ask(request)).toMatchObject({ model: 'litellm:b' });
    expect(waits).toEqual([]);
  });

  test('asks a model whose context is too small once more, with less, before the next one', async () => {
    const small = { ...request, messages: [{ role: 'user' as const, text: 'in short' }] };
    const first = fakeModel('litellm:a', 'context-overflow', saying('fine'));
    const { asker } = setUp([first, fakeModel('litellm:b', saying('second'))]);

    expect(await asker.ask(request, () => small)).toMatchObject({ model: 'litellm:a', withLess: true });
    expect(first.requests.map(({ messages }) => messages.at(-1)?.text)).toEqual(['what', 'in short']);
    expect(asker.notes).toEqual(['litellm:a: context-overflow, so asked again with less evidence']);
  });

  test('gives the next model the whole request where less was still too much', async () => {
    const second = fakeModel('litellm:b', saying('second'));
    const { asker } = setUp([fakeModel('litellm:a', 'context-overflow'), second]);

    const answer = await asker.ask(request, () => ({ ...request, messages: [] }));

    expect(answer).toMatchObject({ model: 'litellm:b', withLess: false });
    expect(second.requests[0]?.messages).toEqual(request.messages);
  });

  test('adds up what requests cost, and counts those whose price nobody knows', async () => {
    const { asker, exchanges } = setUp([
      fakeModel(
        'litellm:unpriced',
        new ModelError('content-filtered', 'x', {
          usage: { inputTokens: 7, outputTokens: 1 },
        }),
      ),
      fakeModel('litellm:b', saying('fine')),
    ]);

    await asker.ask(request);

    expect(asker.used.money).toEqual({ nanodollars: 110_000, unpricedRequests: 1 });
    expect(exchanges.map(({ charged }) => charged)).toEqual([
      { inputTokens: 7, outputTokens: 1 },
      { inputTokens: 100, outputTokens: 10, nanodollars: 110_000 },
    ]);
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
