import type { Nanodollars } from '../domain/money.ts';

/** What one call to a model used, in tokens. */
export interface TokenUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** What a budget refused for; `price-unknown`: money is budgeted, and nobody knows what the model costs. */
export type BudgetRefusal =
  | 'incident-tokens'
  | 'hour-tokens'
  | 'day-tokens'
  | 'incident-money'
  | 'hour-money'
  | 'day-money'
  | 'price-unknown';

export type Reservation =
  | { readonly ok: true; readonly id: string }
  | { readonly ok: false; readonly refusal: BudgetRefusal };

/**
 * What models may use, by incident, hour and day (both UTC), in tokens and money. Each request is reserved at its most
 * before it leaves, so that incidents at the same time cannot exceed a budget together; what it took in the end takes
 * the reservation's place. A reservation that is never settled counts in full: its request may have been served.
 */
export interface ModelBudget {
  reserve(
    now: Date,
    request: TokenUsage & { readonly model: string; readonly incident: string },
  ): Promise<Reservation>;
  /** The cost of what was used; undefined where the model has no price. */
  settle(id: string, usage: TokenUsage & { readonly model: string }): Promise<Nanodollars | undefined>;
}
