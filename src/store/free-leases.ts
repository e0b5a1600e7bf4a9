import type { Kysely } from 'kysely';
import type { Schema } from './schema.ts';

/**
 * Frees the leases of a process that is gone: only one process holds the data folder. What it worked on when it went
 * down may be what took it down, and is due again after `pauseAfter` its tries (milliseconds).
 */
export async function freeLeases(
  db: Kysely<Schema>,
  now: Date,
  pauseAfter: (tries: number) => number,
): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    const held = await transaction
      .selectFrom('incidents')
      .select(['id', 'tries'])
      .where('lease_owner', 'is not', null)
      .execute();
    await transaction.updateTable('incidents').set({ lease_owner: null, lease_until: null }).execute();
    for (const { id, tries } of held) {
      const due = new Date(now.getTime() + pauseAfter(tries)).toISOString();
      await transaction.updateTable('incidents').set({ due_at: due }).where('id', '=', id).execute();
    }
  });
}
