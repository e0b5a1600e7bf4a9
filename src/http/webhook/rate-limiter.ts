import type { Clock } from '../../ports/clock.ts';

export type Admission =
  | { readonly admitted: true }
  /** Whole seconds until the next request would be. */
  | { readonly admitted: false; readonly retryAfter: number };

/** So many requests a minute, with a minute's worth at once. */
export class RateLimiter {
  readonly #perMinute: number;
  readonly #clock: Clock;
  #left: number;
  #at: number;

  constructor(perMinute: number, clock: Clock) {
    this.#perMinute = perMinute;
    this.#clock = clock;
    this.#left = perMinute;
    this.#at = clock.now().getTime();
  }

  admit(): Admission {
    const now = this.#clock.now().getTime();
    // A clock that was set back gives nothing, and takes nothing away.
    const gained = (Math.max(0, now - this.#at) * this.#perMinute) / 60_000;
    this.#left = Math.min(this.#perMinute, this.#left + gained);
    this.#at = now;
    if (this.#left < 1) {
      return {
        admitted: false,
        retryAfter: Math.max(1, Math.ceil(((1 - this.#left) * 60) / this.#perMinute)),
      };
    }
    this.#left -= 1;
    return { admitted: true };
  }
}
