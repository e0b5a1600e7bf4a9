import type { Clock } from '../../ports/clock.ts';

const WINDOW_MILLISECONDS = 60_000;
const FAILURES_ALLOWED = 10;
const KEYS_REMEMBERED = 1_000;

/**
 * Ten failed sign-ins a minute for an address, and ten for an account from wherever; more are refused unread. An
 * attempt counts from its beginning: a hundred at once are a hundred.
 */
export class SignInLimiter {
  readonly #clock: Clock;
  readonly #failures = new Map<string, readonly number[]>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Undefined: refused. Otherwise what to call once the attempt has turned out well. */
  attempt(keys: readonly string[]): { succeeded(): void } | undefined {
    if (keys.some((key) => this.#recent(key).length >= FAILURES_ALLOWED)) return undefined;
    const at = this.#clock.now().getTime();
    for (const key of keys) this.#remember(key, [...this.#recent(key), at]);
    return {
      succeeded: () => {
        for (const key of keys) this.#remember(key, withoutOne(this.#recent(key), at));
      },
    };
  }

  #remember(key: string, failures: readonly number[]): void {
    // Deleted first, so that the map's order is by last failure and the oldest key is the one to forget.
    this.#failures.delete(key);
    if (failures.length > 0) this.#failures.set(key, failures);
    const oldest = this.#failures.keys().next().value;
    if (this.#failures.size > KEYS_REMEMBERED && oldest !== undefined) this.#failures.delete(oldest);
  }

  #recent(key: string): readonly number[] {
    const since = this.#clock.now().getTime() - WINDOW_MILLISECONDS;
    return (this.#failures.get(key) ?? []).filter((at) => at > since);
  }
}

function withoutOne(failures: readonly number[], at: number): readonly number[] {
  const index = failures.indexOf(at);
  return index < 0 ? failures : failures.toSpliced(index, 1);
}
