import type { Kysely } from 'kysely';
import { appendToLedger } from '../ledger/append.ts';
import type { Schema } from './schema.ts';

/** Less than this heals by waiting. */
const toleranceMilliseconds = 60_000;

/**
 * Where the clock has been set back since the newest entry of the ledger, all that waits for a time waits for one that
 * may be hours away: it is looked at anew, and that is put on record. A look too early costs nothing.
 * Returns by how many milliseconds it was set back, or undefined.
 */
export async function noticeSetBack(
  db: Kysely<Schema>,
  now: Date,
  leaseMilliseconds: number,
): Promise<number | undefined> {
  const newest = await db
    .selectFrom('ledger_entries')
    .select('at')
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  const milliseconds = newest === undefined ? 0 : Date.parse(newest.at) - now.getTime();
  if (milliseconds <= toleranceMilliseconds) return undefined;
  const at = now.toISOString();
  // Whoever holds a lease goes on renewing it; what nobody renews must not last until the old time comes again.
  const until = new Date(now.getTime() + leaseMilliseconds).toISOString();
  await db.transaction().execute(async (transaction) => {
    await transaction
      .updateTable('incidents')
      .set({ due_at: at })
      .where('state', '<>', 'closed')
      .where('due_at', '>', at)
      .execute();
    await transaction
      .updateTable('incidents')
      .set({ lease_until: until })
      .where('lease_until', '>', until)
      .execute();
    await transaction.updateTable('alerts').set({ due_at: at }).where('due_at', '>', at).execute();
    const event = {
      type: 'clock.set-back',
      actor: 'firebreak',
      payload: { from: newest?.at ?? at, seconds: Math.round(milliseconds / 1000) },
    };
    await appendToLedger(transaction, [event], now);
  });
  return milliseconds;
}
