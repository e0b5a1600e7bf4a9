import { type Kysely, sql, type Transaction } from 'kysely';
import type { ModelPrices } from '../diagnosis/model-prices.ts';
import type { Nanodollars } from '../domain/money.ts';
import type { Ids } from '../ports/clock.ts';
import type { BudgetRefusal, ModelBudget } from '../ports/model-budget.ts';
import type { Schema } from './schema.ts';

/** Most tokens (input and output together) and most money; absent: no such budget. */
export interface ModelBudgetLimits {
  readonly tokens: Readonly<Record<Period, number>>;
  readonly nanodollars: Readonly<Partial<Record<Period, Nanodollars>>>;
}

type Period = 'incident' | 'hour' | 'day';
const periods: readonly Period[] = ['incident', 'hour', 'day'];

export interface ModelBudgetOptions {
  readonly limits: ModelBudgetLimits;
  readonly prices: ModelPrices;
  readonly ids: Ids;
  readonly onRefusal: (refusal: BudgetRefusal) => void;
}

/** Budgets kept in the store: a restart refills none of them, and transactions put parallel incidents in a row. */
export function createModelBudget(db: Kysely<Schema>, options: ModelBudgetOptions): ModelBudget {
  const { limits, prices, ids } = options;
  const countsMoney = Object.values(limits.nanodollars).length > 0;

  return {
    async reserve(now, { model, incident, ...usage }) {
      const nanodollars = prices.cost(model, usage);
      const tokens = usage.inputTokens + usage.outputTokens;
      const id = ids.next('usage');
      const refusal = await db.transaction().execute(async (transaction) => {
        if (countsMoney && nanodollars === undefined) return 'price-unknown';
        for (const period of periods) {
          const used = await usedIn(transaction, period, now, incident);
          if (used.tokens + tokens > limits.tokens[period]) return `${period}-tokens` as const;
          const most = limits.nanodollars[period];
          if (most !== undefined && used.nanodollars + (nanodollars ?? 0) > most)
            return `${period}-money` as const;
        }
        await transaction
          .insertInto('model_usage')
          .values({
            id,
            incident_id: incident,
            model,
            at: now.toISOString(),
            tokens,
            nanodollars: nanodollars ?? null,
          })
          .execute();
        return undefined;
      });
      if (refusal === undefined) return { ok: true, id };
      options.onRefusal(refusal);
      return { ok: false, refusal };
    },

    async settle(id, { model, ...usage }) {
      const nanodollars = prices.cost(model, usage);
      await db
        .updateTable('model_usage')
        .set({ tokens: usage.inputTokens + usage.outputTokens, nanodollars: nanodollars ?? null })
        .where('id', '=', id)
        .execute();
      return nanodollars;
    },
  };
}

/**
 * What is used and reserved. Requests without a price, from a time without a money budget, count nothing in money: what
 * they cost is unknown, and no model without a price is asked as long as there is a money budget.
 */
async function usedIn(
  db: Transaction<Schema>,
  period: Period,
  now: Date,
  incident: string,
): Promise<{ readonly tokens: number; readonly nanodollars: Nanodollars }> {
  const query = db
    .selectFrom('model_usage')
    .select([
      sql<number>`coalesce(sum(tokens), 0)`.as('tokens'),
      sql<number>`coalesce(sum(nanodollars), 0)`.as('nanodollars'),
    ]);
  const within =
    period === 'incident'
      ? query.where('incident_id', '=', incident)
      : query.where('at', '>=', startOf(period, now));
  const { tokens, nanodollars } = await within.executeTakeFirstOrThrow();
  return { tokens, nanodollars };
}

/** When the hour or day began, in UTC and in the store's form of a time. */
function startOf(period: 'hour' | 'day', now: Date): string {
  const text = now.toISOString();
  return period === 'hour' ? `${text.slice(0, 13)}:00:00.000Z` : `${text.slice(0, 10)}T00:00:00.000Z`;
}
