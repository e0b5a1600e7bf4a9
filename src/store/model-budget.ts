import type { Kysely } from 'kysely';
import type { ModelBudget } from '../ports/model-budget.ts';
import type { Schema } from './schema.ts';

/** The day's tokens, counted in the store so that a restart does not refill them. Days are UTC. */
export function createModelBudget(db: Kysely<Schema>, tokensPerDay: number): ModelBudget {
  const nameOf = (now: Date) => `model-tokens:${now.toISOString().slice(0, 10)}`;
  const spent = async (name: string) => {
    const row = await db.selectFrom('settings').select('value').where('name', '=', name).executeTakeFirst();
    return Number(row?.value ?? 0);
  };
  return {
    async remaining(now) {
      return { tokens: Math.max(0, tokensPerDay - (await spent(nameOf(now)))) };
    },
    async spend(now, usage) {
      const name = nameOf(now);
      await db.transaction().execute(async (transaction) => {
        const row = await transaction
          .selectFrom('settings')
          .select('value')
          .where('name', '=', name)
          .executeTakeFirst();
        const value = String(Number(row?.value ?? 0) + usage.inputTokens + usage.outputTokens);
        await transaction
          .insertInto('settings')
          .values({ name, value })
          .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
          .execute();
      });
    },
  };
}
