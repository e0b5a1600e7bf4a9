import {
  BrokenCircuitError,
  circuitBreaker,
  ConsecutiveBreaker,
  handleWhen,
  TaskCancelledError,
  timeout,
  TimeoutStrategy,
} from 'cockatiel';
import {
  type Model,
  ModelError,
  type ModelErrorCode,
  type ModelReply,
  type ModelRequest,
} from '../../ports/model.ts';

export interface ModelGuardOptions {
  readonly timeoutMs: number;
  /** So many failures in a row open the breaker. */
  readonly failures: number;
  /** How long an open breaker keeps the model out, before one request may try again. */
  readonly pauseMs: number;
}

/** Thirty seconds a request; after three failures in a row a pause of five minutes. */
export const defaultModelGuard: ModelGuardOptions = Object.freeze({
  timeoutMs: 30_000,
  failures: 3,
  pauseMs: 300_000,
});

/** A request that is wrong in itself says nothing about the model's health. */
const ownFaults: ReadonlySet<ModelErrorCode> = new Set(['context-overflow', 'invalid-request']);

/** The same model with a time-out a request and a circuit breaker of its own. Keep one for the life of the process. */
export function guardModel(model: Model, options: ModelGuardOptions = defaultModelGuard): Model {
  const breaker = circuitBreaker(
    handleWhen((error) => error instanceof ModelError && !ownFaults.has(error.code)),
    { breaker: new ConsecutiveBreaker(options.failures), halfOpenAfter: options.pauseMs },
  );
  // Aggressive: a client that ignores the signal must not hold up an incident.
  const deadline = timeout(options.timeoutMs, TimeoutStrategy.Aggressive);

  return Object.freeze({
    name: model.name,
    async complete(request: ModelRequest, signal: AbortSignal): Promise<ModelReply> {
      try {
        return await breaker.execute(() => withDeadline(request, signal));
      } catch (error) {
        if (error instanceof BrokenCircuitError) {
          throw new ModelError('circuit-open', `${model.name}: paused after repeated failures`, {
            cause: error,
          });
        }
        throw error;
      }
    },
  });

  async function withDeadline(request: ModelRequest, signal: AbortSignal): Promise<ModelReply> {
    try {
      return await deadline.execute(({ signal: inner }) => model.complete(request, inner), signal);
    } catch (error) {
      // The caller gave up, which is not the model's failure: the breaker must not count it.
      if (signal.aborted) throw signal.reason;
      if (error instanceof TaskCancelledError) {
        throw new ModelError('timeout', `${model.name}: no answer within ${options.timeoutMs} ms`, {
          cause: error,
        });
      }
      throw error;
    }
  }
}
