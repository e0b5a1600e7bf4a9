import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Model, ModelError, type ModelErrorCode, type ModelReply } from '../../ports/model.ts';
import { guardModel } from './guarded-model.ts';

const request = { messages: [], tools: [], maxOutputTokens: 1 };
const reply: ModelReply = {
  text: 'fine',
  toolCalls: [],
  stop: 'end',
  usage: { inputTokens: 1, outputTokens: 1 },
};
const options = { timeoutMs: 1_000, failures: 3, pauseMs: 300_000 };
const never = new AbortController().signal;

/** A model that fails with these codes in turn, and answers once they are used up. */
function failing(...codes: readonly ModelErrorCode[]) {
  const left = [...codes];
  const complete = vi.fn(async (): Promise<ModelReply> => {
    const code = left.shift();
    if (code !== undefined) throw new ModelError(code, 'scripted');
    return reply;
  });
  return { name: 'test:model', complete } satisfies Model;
}

async function codeOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => 'answered',
    (error: unknown) => (error instanceof ModelError ? error.code : error),
  );
}

async function ask(model: Model, times: number, signal = never): Promise<readonly unknown[]> {
  const codes: unknown[] = [];
  for (let i = 0; i < times; i += 1) codes.push(await codeOf(model.complete(request, signal)));
  return codes;
}

describe('guardModel', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test('passes answers and failures on', async () => {
    const guarded = guardModel(failing('rate-limited'), options);

    expect(await ask(guarded, 2)).toEqual(['rate-limited', 'answered']);
    expect(guarded.name).toBe('test:model');
  });

  test('leaves a model alone after three failures in a row, and tries once more after the pause', async () => {
    const model = failing('timeout', 'server-error', 'access-denied');
    const guarded = guardModel(model, options);

    expect(await ask(guarded, 5)).toEqual([
      'timeout',
      'server-error',
      'access-denied',
      'circuit-open',
      'circuit-open',
    ]);
    expect(model.complete).toHaveBeenCalledTimes(3);

    vi.advanceTimersByTime(options.pauseMs);
    expect(await ask(guarded, 1)).toEqual(['answered']);
  });

  test('does not blame the model for a request that is wrong in itself', async () => {
    const guarded = guardModel(
      failing('context-overflow', 'invalid-request', 'context-overflow', 'invalid-request'),
      options,
    );

    expect((await ask(guarded, 5)).at(-1)).toBe('answered');
  });

  test('ends a request that takes too long, even where the client ignores the signal', async () => {
    const guarded = guardModel(
      { name: 'test:deaf', complete: () => new Promise<ModelReply>(() => undefined) },
      options,
    );

    const asked = codeOf(guarded.complete(request, never));
    await vi.advanceTimersByTimeAsync(options.timeoutMs);

    expect(await asked).toBe('timeout');
  });

  test('does not count against the model that the caller gave up', async () => {
    const answers = [3, 2, 1, 0];
    const guarded = guardModel(
      {
        name: 'test:slow',
        complete: async () => ((answers.pop() ?? 0) > 2 ? reply : new Promise<ModelReply>(() => undefined)),
      },
      options,
    );

    for (let i = 0; i < 3; i += 1) {
      const abort = new AbortController();
      const asked = codeOf(guarded.complete(request, abort.signal));
      abort.abort(new Error('stopping'));
      expect(await asked).toEqual(new Error('stopping'));
    }

    expect(await ask(guarded, 1)).toEqual(['answered']);
  });
});
