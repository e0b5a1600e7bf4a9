import type { Kysely } from 'kysely';
import { appendToLedger } from '../ledger/append.ts';
import type { Schema } from './schema.ts';

/** In one transaction: nothing else is written while it lasts. */
const incidentsAtOnce = 50;

/**
 * Deletes what is recorded of the models' work on incidents that ended before a time, on record. Returns whether there
 * may be more: a call takes a bounded number of incidents.
 */
export async function pruneExchanges(
  db: Kysely<Schema>,
  { endedBefore, now }: { readonly endedBefore: Date; readonly now: Date },
): Promise<boolean> {
  return db.transaction().execute(async (transaction) => {
    const ended = await transaction
      .selectFrom('incidents')
      .select('id')
      .where('closed_at', '<', endedBefore.toISOString())
      .where((where) =>
        where.or([
          where.exists((of) =>
            of.selectFrom('exchanges').select('id').whereRef('incident_id', '=', 'incidents.id'),
          ),
          where.exists((of) =>
            of.selectFrom('model_usage').select('id').whereRef('incident_id', '=', 'incidents.id'),
          ),
        ]),
      )
      .limit(incidentsAtOnce)
      .execute();
    if (ended.length === 0) return false;
    const incidents = ended.map(({ id }) => id);
    const exchanges = await transaction
      .deleteFrom('exchanges')
      .where('incident_id', 'in', incidents)
      .executeTakeFirst();
    await transaction.deleteFrom('model_usage').where('incident_id', 'in', incidents).execute();
    const payload = { exchanges: Number(exchanges.numDeletedRows), incidents: incidents.length, endedBefore };
    const event = { type: 'exchanges.pruned', actor: 'firebreak', payload };
    await appendToLedger(transaction, [event], now);
    return ended.length === incidentsAtOnce;
  });
}
