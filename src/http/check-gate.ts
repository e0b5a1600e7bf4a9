import { type Caller, identityOf, isSharedToken } from '../domain/decision.ts';
import type { Clock } from '../ports/clock.ts';
import { HttpProblem } from './problem.ts';
import { RateLimiter } from './webhook/rate-limiter.ts';

const perMinute = 60;
const mostAtOnceOfOne = 2;
const mostAtOnce = 4;
const mostRemembered = 1_000;

interface Asker {
  readonly limiter: RateLimiter;
  open: number;
}

/**
 * Bounds what the guardrails are asked from outside: each question reads the cluster and costs its API server a dry-run.
 * 60 a minute and two at a time for each person or token, four at a time for all. What is too much is refused with 429
 * and `Retry-After`.
 */
export class CheckGate {
  readonly #clock: Clock;
  readonly #askers = new Map<string, Asker>();
  #open = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Throws `HttpProblem` where it is too much. */
  async ask<T>(by: Caller, question: () => Promise<T>): Promise<T> {
    const asker = this.#askerOf(by);
    if (asker.open >= mostAtOnceOfOne || this.#open >= mostAtOnce) throw tooMuch('request.busy', 1);
    const admission = asker.limiter.admit();
    if (!admission.admitted) throw tooMuch('request.too-often', admission.retryAfter);
    asker.open += 1;
    this.#open += 1;
    try {
      return await question();
    } finally {
      asker.open -= 1;
      this.#open -= 1;
    }
  }

  #askerOf(by: Caller): Asker {
    // What is typed beside the shared token is nobody's name.
    const key = isSharedToken(by) ? 'shared-token' : `${by.kind} ${identityOf(by.name)}`;
    const asker = this.#askers.get(key) ?? { limiter: new RateLimiter(perMinute, this.#clock), open: 0 };
    // Deleted first, so that the one that asked longest ago is the one to forget.
    this.#askers.delete(key);
    this.#askers.set(key, asker);
    const oldest = this.#askers.keys().next().value;
    if (this.#askers.size > mostRemembered && oldest !== undefined) this.#askers.delete(oldest);
    return asker;
  }
}

function tooMuch(code: 'request.busy' | 'request.too-often', retryAfter: number): HttpProblem {
  return new HttpProblem(429, code, { headers: { 'retry-after': String(retryAfter) } });
}
