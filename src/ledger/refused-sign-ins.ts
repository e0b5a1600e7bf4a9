import type { LedgerEvent } from './entry.ts';

/** As much of an attempt as goes on record. */
interface Attempt {
  readonly via: string;
  readonly reason: string;
  readonly from: string;
  readonly account?: string;
}

/** Who tries with more addresses than these is a flood, and counted as one. */
const mostTold = 50;

/** Refused sign-ins of a while as one entry of the ledger: a flood of them is a number. */
export class RefusedSignIns {
  readonly #since: Date;
  readonly #told = new Map<string, Attempt & { readonly count: number }>();
  #count = 0;

  constructor(since: Date) {
    this.#since = since;
  }

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  add({ via, reason, from, account }: Attempt): void {
    this.#count += 1;
    const key = JSON.stringify([via, reason, from, account]);
    const known = this.#told.get(key);
    if (known === undefined && this.#told.size >= mostTold) return;
    const attempt = { via, reason, from, ...(account === undefined ? {} : { account }) };
    this.#told.set(key, { ...attempt, count: (known?.count ?? 0) + 1 });
  }

  event(until: Date): LedgerEvent {
    const attempts = [...this.#told.values()];
    const others = this.#count - attempts.reduce((sum, { count }) => sum + count, 0);
    const payload = {
      count: this.#count,
      since: this.#since.toISOString(),
      until: until.toISOString(),
      attempts,
      ...(others === 0 ? {} : { others }),
    };
    return { type: 'sign-in.refused', actor: 'firebreak', payload };
  }
}
