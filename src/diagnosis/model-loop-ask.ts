import type { Clock, Ids } from '../ports/clock.ts';
import {
  type Model,
  ModelError,
  type ModelErrorCode,
  type ModelMessage,
  type ModelReply,
  type ModelRequest,
} from '../ports/model.ts';
import type { ModelBudget, TokenUsage } from '../ports/model-budget.ts';
import type { Exchange, RecordExchange } from './exchange.ts';
import { estimateTokens } from './model-limits.ts';
import { type Redact, redactValues } from './redact-values.ts';

export interface AskerOptions {
  /** In order of preference. */
  readonly models: readonly Model[];
  readonly incident: string;
  readonly promptVersion: string;
  readonly budget: ModelBudget;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly redact: Redact;
  readonly recordExchange: RecordExchange;
  /** Ends the whole diagnosis. */
  readonly signal: AbortSignal;
}

export type Answer = { readonly model: string; readonly reply: ModelReply } | { readonly silence: string };

/** Asks the models of one diagnosis; keeps count, and leaves alone what has failed once. */
export interface Asker {
  /** The first answer in the order of preference, or why there is none. */
  ask(request: ModelRequest): Promise<Answer>;
  /** What failed so far, such as `litellm:claude-haiku: timeout`. */
  readonly notes: readonly string[];
  readonly used: TokenUsage & { readonly requests: number };
}

/** After these the model may have worked, and whoever serves it may charge for that. */
const chargedFailures: ReadonlySet<ModelErrorCode> = new Set(['timeout', 'server-error', 'invalid-reply']);

export function createAsker(options: AskerOptions): Asker {
  const { budget, clock, ids, signal } = options;
  const notes: string[] = [];
  const failed = new Set<string>();
  let used: Asker['used'] = { requests: 0, inputTokens: 0, outputTokens: 0 };

  return {
    notes,
    get used() {
      return used;
    },
    async ask(request) {
      const estimate = estimateTokens(request);
      for (const model of options.models) {
        if (failed.has(model.name)) continue;
        if (signal.aborted) return { silence: 'the time for a diagnosis is up' };
        const { tokens } = await budget.remaining(clock.now());
        if (tokens < estimate + request.maxOutputTokens)
          return { silence: "the day's token budget is used up" };
        const result = await attempt(model, request);
        if (typeof result !== 'string') return { model: model.name, reply: result };
        failed.add(model.name);
        notes.push(`${model.name}: ${result}`);
      }
      return { silence: 'no model answered' };
    },
  };

  async function attempt(model: Model, request: ModelRequest): Promise<ModelReply | ModelErrorCode> {
    const startedAt = clock.now();
    let result: ModelReply | ModelErrorCode;
    try {
      result = await model.complete(request, signal);
    } catch (error) {
      // Whatever a client throws, the next model gets its turn; what is no ModelError is the adapter's fault.
      result = error instanceof ModelError ? error.code : signal.aborted ? 'timeout' : 'server-error';
    }
    const usage = typeof result === 'string' ? usageOfFailure(result, request) : result.usage;
    used = {
      requests: used.requests + 1,
      inputTokens: used.inputTokens + usage.inputTokens,
      outputTokens: used.outputTokens + usage.outputTokens,
    };
    const now = clock.now();
    if (usage.inputTokens + usage.outputTokens > 0) {
      await budget.spend(now, { ...usage, model: model.name, incident: options.incident });
    }
    await options.recordExchange({
      apiVersion: 'firebreak.dev/v1',
      kind: 'ModelExchange',
      id: ids.next('exchange'),
      incident: options.incident,
      at: startedAt.toISOString(),
      model: model.name,
      promptVersion: options.promptVersion,
      messages: await Promise.all(request.messages.map((message) => recordable(message, options.redact))),
      tools: request.tools.map((tool) => tool.name),
      result: await recordableResult(result, options.redact),
      durationMs: Math.max(0, now.getTime() - startedAt.getTime()),
    });
    return result;
  }
}

function usageOfFailure(code: ModelErrorCode, request: ModelRequest): TokenUsage {
  return { inputTokens: chargedFailures.has(code) ? estimateTokens(request) : 0, outputTokens: 0 };
}

/** What a model wrote is redacted here; everything else in a request was before it was sent. */
async function recordable(message: ModelMessage, redact: Redact): Promise<Exchange['messages'][number]> {
  if (message.role !== 'assistant') return message;
  const { text, toolCalls } = await redactValues(
    { text: message.text, toolCalls: message.toolCalls.map(asRecord) },
    redact,
  );
  return { role: 'assistant', text, toolCalls: [...toolCalls] };
}

async function recordableResult(
  result: ModelReply | ModelErrorCode,
  redact: Redact,
): Promise<Exchange['result']> {
  if (typeof result === 'string') return { kind: 'error', code: result };
  const { text, toolCalls } = await redactValues(
    { text: result.text, toolCalls: result.toolCalls.map(asRecord) },
    redact,
  );
  return { kind: 'reply', text, toolCalls: [...toolCalls], stop: result.stop, usage: { ...result.usage } };
}

function asRecord({
  id,
  name,
  arguments: args,
}: {
  readonly id: string;
  readonly name: string;
  readonly arguments: string;
}) {
  return { id, name, arguments: args };
}
