import type { ModelMoney } from '../domain/diagnosis.ts';
import type { Model, ModelReply, ModelRequest } from '../ports/model.ts';
import type { BudgetRefusal, TokenUsage } from '../ports/model-budget.ts';
import { type Attempt, attempt, type AttemptOptions, type Charged } from './model-attempt.ts';

export interface AskerOptions extends AttemptOptions {
  /** In order of preference. */
  readonly models: readonly Model[];
  /** The longest that a throttled model is waited for. */
  readonly longestWaitMs: number;
  /** Resolves after so long; rejects when the signal is aborted. */
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

export type Answer =
  | {
      readonly model: string;
      readonly reply: ModelReply;
      /** The request that was answered had less evidence in it. */
      readonly withLess: boolean;
    }
  | { readonly silence: string };

/** Asks the models of one diagnosis; keeps count, and leaves alone what has failed once. */
export interface Asker {
  /**
   * The first answer in the order of preference, or why there is none. A model whose context is too small is asked once
   * more with less evidence, where there is such a request.
   */
  ask(request: ModelRequest, withLess?: () => ModelRequest): Promise<Answer>;
  /** What failed so far, such as `litellm:claude-haiku: timeout`. */
  readonly notes: readonly string[];
  readonly used: TokenUsage & { readonly requests: number; readonly money: ModelMoney };
}

const refusalWords: Readonly<Record<BudgetRefusal, string>> = {
  'incident-tokens': "the incident's token budget is used up",
  'hour-tokens': "the hour's token budget is used up",
  'day-tokens': "the day's token budget is used up",
  'incident-money': "the incident's money budget is used up",
  'hour-money': "the hour's money budget is used up",
  'day-money': "the day's money budget is used up",
  'price-unknown': 'money is budgeted, and the price of this model is not known',
};

export function createAsker(options: AskerOptions): Asker {
  const { signal, longestWaitMs } = options;
  const notes: string[] = [];
  const failed = new Set<string>();
  const waited = new Set<string>();
  let used: Asker['used'] = {
    requests: 0,
    inputTokens: 0,
    outputTokens: 0,
    money: { nanodollars: 0, unpricedRequests: 0 },
  };

  return {
    notes,
    get used() {
      return used;
    },
    async ask(request, withLess) {
      let silence = 'no model answered';
      for (const model of options.models) {
        if (failed.has(model.name)) continue;
        if (signal.aborted) return { silence: 'the time for a diagnosis is up' };
        let asked = await tryOnce(model, request);
        let less = false;
        if (asked.kind === 'failed' && asked.error.code === 'context-overflow' && withLess !== undefined) {
          notes.push(`${model.name}: context-overflow, so asked again with less evidence`);
          asked = await tryOnce(model, withLess());
          less = true;
        }
        if (asked.kind === 'reply') return { model: model.name, reply: asked.reply, withLess: less };
        failed.add(model.name);
        if (asked.kind === 'failed') {
          notes.push(`${model.name}: ${asked.error.code}`);
          continue;
        }
        silence = refusalWords[asked.refusal];
        // A budget of tokens is the same for every model; of money, a cheaper one may still find room.
        if (asked.refusal.endsWith('-tokens')) return { silence };
        notes.push(`${model.name}: ${silence}`);
      }
      return { silence };
    },
  };

  /** One request; a throttled model that says when to come back soon is asked once more then. */
  async function tryOnce(model: Model, request: ModelRequest): Promise<Attempt> {
    const first = await counted(model, request);
    if (first.kind !== 'failed' || first.error.code !== 'rate-limited') return first;
    const { retryAfterMs } = first.error;
    if (retryAfterMs === undefined || retryAfterMs > longestWaitMs || waited.has(model.name)) return first;
    waited.add(model.name);
    try {
      await options.wait(retryAfterMs, signal);
    } catch {
      return first;
    }
    notes.push(`${model.name}: rate-limited, so waited ${Math.ceil(retryAfterMs / 1000)} s as it asked`);
    return counted(model, request);
  }

  async function counted(model: Model, request: ModelRequest): Promise<Attempt> {
    const result = await attempt(model, request, options);
    if (result.kind !== 'refused') used = afterRequest(used, result.charged);
    return result;
  }
}

function afterRequest(used: Asker['used'], charged: Charged | undefined): Asker['used'] {
  const { inputTokens = 0, outputTokens = 0, nanodollars } = charged ?? {};
  const unpriced = charged !== undefined && nanodollars === undefined ? 1 : 0;
  return {
    requests: used.requests + 1,
    inputTokens: used.inputTokens + inputTokens,
    outputTokens: used.outputTokens + outputTokens,
    money: {
      nanodollars: used.money.nanodollars + (nanodollars ?? 0),
      unpricedRequests: used.money.unpricedRequests + unpriced,
    },
  };
}
