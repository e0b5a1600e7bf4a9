import type { Exchange } from '../../src/diagnosis/exchange.ts';
import type { RecordedDiagnosis } from '../../src/diagnosis/recorded-diagnosis.ts';
import type { Clock, Ids } from '../../src/ports/clock.ts';
import {
  type Model,
  ModelError,
  type ModelErrorCode,
  type ModelReply,
  type ModelRequest,
} from '../../src/ports/model.ts';
import type { BudgetRefusal, ModelBudget } from '../../src/ports/model-budget.ts';

/** What a fake model does with a request: reply, or fail with a code or an error. */
export type Turn = ModelReply | ModelError | ModelErrorCode | ((request: ModelRequest) => ModelReply);

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
      if (turn instanceof ModelError) throw turn;
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

/** A day's budget in memory; every token costs a microdollar, save those of models that are named `…:unpriced`. */
export function fakeBudget(tokens = 1_000_000, refuse: Readonly<Record<string, BudgetRefusal>> = {}) {
  const spent: { readonly model: string; readonly inputTokens: number; readonly outputTokens: number }[] = [];
  const used = () => spent.reduce((sum, use) => sum + use.inputTokens + use.outputTokens, 0);
  let reserved = 0;
  const budget: ModelBudget = {
    reserve: async (_, { model, inputTokens, outputTokens }) => {
      const refusal = refuse[model];
      if (refusal !== undefined) return { ok: false, refusal };
      if (used() + inputTokens + outputTokens > tokens) return { ok: false, refusal: 'day-tokens' };
      reserved += 1;
      return { ok: true, id: `usage_${reserved}` };
    },
    settle: async (_, use) => {
      if (use.inputTokens + use.outputTokens > 0) spent.push(use);
      return use.model.endsWith(':unpriced') ? undefined : (use.inputTokens + use.outputTokens) * 1_000;
    },
  };
  return { budget, spent };
}

/** Waits that are over at once, and how long they would have been. */
export function fakeWait() {
  const waits: number[] = [];
  return { waits, wait: async (milliseconds: number) => void waits.push(milliseconds) };
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
  const diagnoses: RecordedDiagnosis[] = [];
  return {
    exchanges,
    diagnoses,
    recordExchange: async (exchange: Exchange) => void exchanges.push(exchange),
    recordDiagnosis: async (diagnosis: RecordedDiagnosis) => void diagnoses.push(diagnosis),
  };
}

/** Takes the word `hunter2` out, as a stand-in for the real redaction. */
export const redactHunter = async (text: string): Promise<string> => text.replaceAll('hunter2', '[redacted]');

/** Ports that record, for tests that do not look at what is recorded. */
export function recorded() {
  const { recordExchange, recordDiagnosis } = recorder();
  return { recordExchange, recordDiagnosis };
}
