import { type Kysely, sql } from 'kysely';
import { type Caller, onRecord } from '../domain/decision.ts';
import type { IncidentState } from '../domain/incident.ts';
import { appendToLedger } from '../ledger/append.ts';
import type { Schema } from './schema.ts';

const name = 'stopped';

/** Whether people have stopped all changes. */
export async function isStopped(db: Kysely<Schema>): Promise<boolean> {
  const row = await db.selectFrom('settings').select('value').where('name', '=', name).executeTakeFirst();
  return row?.value === 'true';
}

/**
 * Stops or resumes all changes, on record. What waits for a decision or for the release is due at once: the ids of
 * those incidents.
 */
export async function setStopped(
  db: Kysely<Schema>,
  on: boolean,
  by: Caller,
  now: Date,
): Promise<readonly string[]> {
  return db.transaction().execute(async (transaction) => {
    await transaction
      .insertInto('settings')
      .values({ name, value: String(on) })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: String(on) }))
      .execute();
    const woken = await transaction
      .updateTable('incidents')
      .set({ wake: sql`wake + 1`, due_at: now.toISOString() })
      .where('state', 'in', ['reviewing', 'awaiting-approval'] satisfies readonly IncidentState[])
      .returning('id')
      .execute();
    const payload = { by: onRecord(by), ...(by.from === undefined ? {} : { from: by.from }) };
    const event = { type: on ? 'stop.set' : 'stop.cleared', actor: by.name, payload };
    await appendToLedger(transaction, [event], now);
    return woken.map(({ id }) => id);
  });
}
