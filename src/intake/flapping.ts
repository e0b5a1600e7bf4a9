import type { Transaction } from 'kysely';
import type { Schema } from '../store/schema.ts';

/** How far back ends count: what comes back less often is not flapping. */
const lookBackMilliseconds = 60 * 60_000;
/** So many quick ends in that time are no coincidence. */
const tolerated = 2;
/** Nothing settles longer than this: a fault that is real in the end still reaches people. */
const longestSettleSeconds = 15 * 60;

/** How often the cause was there and went by itself, lately. */
export async function countFlaps(
  transaction: Transaction<Schema>,
  incident: { readonly cluster: string; readonly key: string },
  now: Date,
): Promise<number> {
  const { count } = await transaction
    .selectFrom('incidents')
    .select((all) => all.fn.countAll<number>().as('count'))
    .where('cluster', '=', incident.cluster)
    .where('key', '=', incident.key)
    .where('outcome', '=', 'self-resolved')
    .where('closed_at', '>=', new Date(now.getTime() - lookBackMilliseconds).toISOString())
    .executeTakeFirstOrThrow();
  return count;
}

/**
 * How long an incident settles whose cause keeps coming back: from the third time in an hour on twice as long each
 * time, a quarter of an hour at most. It stays open all that while, so that what flaps makes one incident, not many.
 */
export function dampedSettleSeconds(settleSeconds: number, flaps: number): number {
  if (flaps < tolerated) return settleSeconds;
  const longer = Math.max(settleSeconds, 1) * 2 ** (flaps - tolerated + 1);
  return Math.max(settleSeconds, Math.min(longer, longestSettleSeconds));
}
