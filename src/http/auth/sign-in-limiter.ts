import type { Clock } from '../../ports/clock.ts';

const WINDOW_MILLISECONDS = 60_000;
const FAILURES_ALLOWED = 10;
const ADDRESSES_REMEMBERED = 1_000;

/** Ten failed sign-ins a minute and address; more are refused unread. */
export class SignInLimiter {
  readonly #clock: Clock;
  readonly #failures = new Map<string, readonly number[]>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  isBlocked(address: string): boolean {
    return this.#recent(address).length >= FAILURES_ALLOWED;
  }

  failed(address: string): void {
    const failures = [...this.#recent(address), this.#clock.now().getTime()];
    // Deleted first, so that the map's order is by last failure and the oldest address is the one to forget.
    this.#failures.delete(address);
    this.#failures.set(address, failures);
    const oldest = this.#failures.keys().next().value;
    if (this.#failures.size > ADDRESSES_REMEMBERED && oldest !== undefined) this.#failures.delete(oldest);
  }

  #recent(address: string): readonly number[] {
    const since = this.#clock.now().getTime() - WINDOW_MILLISECONDS;
    return (this.#failures.get(address) ?? []).filter((at) => at > since);
  }
}
