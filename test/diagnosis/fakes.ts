import type { Exchange } from '../../src/diagnosis/exchange.ts';
import type { Clock, Ids } from '../../src/ports/clock.ts';
import {
  type Model,
  ModelError,
  type ModelErrorCode,
  type ModelReply,
  type ModelRequest,
} from '../../src/ports/model.ts';
import type { ModelBudget } from '../../src/ports/model-budget.ts';

/** What a fake model does with a request: reply, or fail with a code. */
export type Turn = ModelReply | ModelErrorCode | ((request: ModelRequest) => ModelReply);

export interface FakeModel extends Model {
  readonly requests: readonly ModelRequest[];
}

/** Plays its turns in order, and the last one for ever. */
export function fakeModel(name: string, ...turns: readonly Turn[]): FakeModel {
  const requests: ModelRequest[] = [];
  return {
    name,
    requests,
    complete: async (request) => {
      const turn = turns[Math.min(requests.length, turns.length - 1)];
      requests.push(request);
      if (turn === undefined) throw new Error('a fake model needs a turn');
      if (typeof turn === 'string') throw new ModelError(turn, `${name}: scripted`);
      return typeof turn === 'function' ? turn(request) : turn;
    },
  };
}

const usage = { inputTokens: 100, outputTokens: 10 };

export function calling(...calls: readonly (readonly [name: string, args: unknown])[]): ModelReply {
  const toolCalls = calls.map(([name, args], index) => ({
    id: `call_${index + 1}`,
    name,
    arguments: typeof args === 'string' ? args : JSON.stringify(args),
  }));
  return { text: '', toolCalls, stop: 'tool-calls', usage };
}

export function saying(text: string): ModelReply {
  return { text, toolCalls: [], stop: 'end', usage };
}

export function fakeBudget(tokens = 1_000_000) {
  const spent: { readonly model: string; readonly inputTokens: number; readonly outputTokens: number }[] = [];
  const budget: ModelBudget = {
    remaining: async () => ({
      tokens: tokens - spent.reduce((sum, use) => sum + use.inputTokens + use.outputTokens, 0),
    }),
    spend: async (_, use) => void spent.push(use),
  };
  return { budget, spent };
}

export function fakeIds(): Ids {
  let count = 0;
  return {
    next: (prefix) => {
      count += 1;
      return `${prefix}_${count}`;
    },
  };
}

export const fakeClock: Clock = { now: () => new Date('2026-03-04T02:00:00Z') };

/** Keeps what is recorded. */
export function recorder() {
  const exchanges: Exchange[] = [];
  return { exchanges, recordExchange: async (exchange: Exchange) => void exchanges.push(exchange) };
}

/** Takes the word `hunter2` out, as a stand-in for the real redaction. */
export const redactHunter = async (text: string): Promise<string> => text.replaceAll('hunter2', '[redacted]');
