import type { Clock, Ids } from '../ports/clock.ts';
import {
  type Model,
  ModelError,
  type ModelErrorCode,
  type ModelReply,
  type ModelRequest,
} from '../ports/model.ts';
import type { BudgetRefusal, ModelBudget, TokenUsage } from '../ports/model-budget.ts';
import type { Exchange, RecordExchange } from './exchange.ts';
import { estimateTokens } from './model-limits.ts';
import { recordableMessage, recordableReply } from './recordable.ts';
import type { Redact } from '../ports/redact.ts';

export interface AttemptOptions {
  readonly incident: string;
  /** Id of the diagnosis. */
  readonly diagnosis: string;
  readonly promptVersion: string;
  readonly budget: ModelBudget;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly redact: Redact;
  readonly recordExchange: RecordExchange;
  /** Ends the whole diagnosis. */
  readonly signal: AbortSignal;
}

export type Charged = NonNullable<Exchange['charged']>;

export type Attempt =
  | { readonly kind: 'reply'; readonly reply: ModelReply; readonly charged: Charged }
  | { readonly kind: 'failed'; readonly error: ModelError; readonly charged?: Charged }
  /** A budget did not let the request leave. */
  | { readonly kind: 'refused'; readonly refusal: BudgetRefusal };

/** After these the model may have worked, and whoever serves it may charge for that. */
const chargedFailures: ReadonlySet<ModelErrorCode> = new Set(['timeout', 'server-error', 'invalid-reply']);

/** One request to one model: reserved before it leaves, settled and put on record after. */
export async function attempt(
  model: Model,
  request: ModelRequest,
  options: AttemptOptions,
): Promise<Attempt> {
  const { budget, clock, signal } = options;
  const estimate = estimateTokens(request);
  const startedAt = clock.now();
  const reservation = await budget.reserve(startedAt, {
    model: model.name,
    incident: options.incident,
    inputTokens: mostTokens(estimate),
    outputTokens: request.maxOutputTokens,
  });
  if (!reservation.ok) return { kind: 'refused', refusal: reservation.refusal };

  let result: ModelReply | ModelError;
  try {
    result = await model.complete(request, signal);
  } catch (error) {
    result = asModelError(error, model, signal);
  }
  const usage = result instanceof ModelError ? usageOfFailure(result, estimate) : result.usage;
  const nanodollars = await budget.settle(reservation.id, { ...usage, model: model.name });
  const charged = usage.inputTokens + usage.outputTokens === 0 ? undefined : chargedFor(usage, nanodollars);
  await record(model, request, result, charged, startedAt, options);
  if (result instanceof ModelError)
    return { kind: 'failed', error: result, ...(charged === undefined ? {} : { charged }) };
  return { kind: 'reply', reply: result, charged: charged ?? chargedFor(usage, nanodollars) };
}

/** JSON with its quotes and short words takes more tokens than prose: a reservation must not fall short. */
function mostTokens(estimate: number): number {
  return Math.ceil((estimate * 4) / 3);
}

/** Whatever a client throws, the next model gets its turn; what is no ModelError is the adapter's fault. */
function asModelError(error: unknown, model: Model, signal: AbortSignal): ModelError {
  if (error instanceof ModelError) return error;
  return new ModelError(signal.aborted ? 'timeout' : 'server-error', `${model.name}: failed`, {
    cause: error,
  });
}

function usageOfFailure({ code, usage }: ModelError, estimate: number): TokenUsage {
  return usage ?? { inputTokens: chargedFailures.has(code) ? estimate : 0, outputTokens: 0 };
}

function chargedFor(usage: TokenUsage, nanodollars: number | undefined): Charged {
  const { inputTokens, outputTokens } = usage;
  return { inputTokens, outputTokens, ...(nanodollars === undefined ? {} : { nanodollars }) };
}

async function record(
  model: Model,
  request: ModelRequest,
  result: ModelReply | ModelError,
  charged: Charged | undefined,
  startedAt: Date,
  { clock, ids, incident, diagnosis, promptVersion, recordExchange, redact }: AttemptOptions,
): Promise<void> {
  await recordExchange({
    apiVersion: 'firebreak.dev/v1',
    kind: 'ModelExchange',
    id: ids.next('exchange'),
    incident,
    diagnosis,
    at: startedAt.toISOString(),
    model: model.name,
    promptVersion,
    messages: await Promise.all(request.messages.map((message) => recordableMessage(message, redact))),
    tools: request.tools.map((tool) => tool.name),
    result:
      result instanceof ModelError
        ? { kind: 'error', code: result.code }
        : await recordableReply(result, redact),
    ...(charged === undefined ? {} : { charged }),
    durationMs: Math.max(0, clock.now().getTime() - startedAt.getTime()),
  });
}
