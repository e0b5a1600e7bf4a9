import { type Kysely, sql } from 'kysely';
import type { Incident } from '../domain/incident.ts';
import { refKey } from '../domain/objects.ts';
import { appendToLedger } from '../ledger/append.ts';
import type { LedgerEvent } from '../ledger/entry.ts';
import { loadIncident, rowOf } from './incidents.ts';
import type { Schema } from './schema.ts';

/** An incident that one worker holds until the lease ends. */
export interface Claim {
  readonly incident: Incident;
  /** Fencing token: rises with each claim. */
  readonly fence: number;
  /** The wake count at the time of the claim. */
  readonly wake: number;
}

/** What a stage leaves behind: the next value, when to look again, and what goes on record. */
export interface Step {
  readonly incident: Incident;
  /** null: only an event from outside wakes it. */
  readonly dueAt: Date | null;
  readonly events: readonly LedgerEvent[];
  /** The step rests on nothing having come in meanwhile; if something has, it is dropped and the stage runs again. */
  readonly ifUndisturbed?: boolean;
}

/** Claims the incident that is due longest, or none. */
export async function claimDue(
  db: Kysely<Schema>,
  worker: { readonly name: string; readonly now: Date; readonly leaseMilliseconds: number },
): Promise<Claim | undefined> {
  const now = worker.now.toISOString();
  const until = new Date(worker.now.getTime() + worker.leaseMilliseconds).toISOString();
  return db.transaction().execute(async (transaction) => {
    const row = await transaction
      .updateTable('incidents')
      .set({ lease_owner: worker.name, lease_until: until, fence: sql`fence + 1` })
      .where('id', '=', (query) =>
        query
          .selectFrom('incidents')
          .select('id')
          .where('due_at', '<=', now)
          .where('state', '<>', 'closed')
          .where((where) => where.or([where('lease_until', 'is', null), where('lease_until', '<=', now)]))
          .orderBy('due_at')
          .limit(1),
      )
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) return undefined;
    return { incident: await loadIncident(transaction, row), fence: row.fence, wake: row.wake };
  });
}

/** Extends a lease that is still this worker's; false if another worker has claimed the incident since. */
export async function renewLease(db: Kysely<Schema>, claim: Claim, until: Date): Promise<boolean> {
  const done = await db
    .updateTable('incidents')
    .set({ lease_until: until.toISOString() })
    .where('id', '=', claim.incident.id)
    .where('fence', '=', claim.fence)
    .executeTakeFirst();
  return done.numUpdatedRows > 0n;
}

export type CommitResult = 'committed' | 'lost-claim' | 'disturbed';

/** Stores state, due time and ledger entries in one transaction, if the claim is still the newest one. */
export async function commitStep(
  db: Kysely<Schema>,
  claim: Claim,
  step: Step,
  now: Date,
): Promise<CommitResult> {
  return db.transaction().execute(async (transaction) => {
    const current = await transaction
      .selectFrom('incidents')
      .select(['fence', 'wake'])
      .where('id', '=', claim.incident.id)
      .executeTakeFirst();
    if (current === undefined || current.fence !== claim.fence) return 'lost-claim';
    const disturbed = current.wake !== claim.wake;
    const free = { lease_owner: null, lease_until: null };
    if (disturbed && step.ifUndisturbed === true) {
      await transaction
        .updateTable('incidents')
        .set({ ...free, due_at: now.toISOString() })
        .where('id', '=', claim.incident.id)
        .execute();
      return 'disturbed';
    }
    const closed = step.incident.state === 'closed';
    const due = disturbed ? now : step.dueAt;
    await transaction
      .updateTable('incidents')
      .set({
        ...rowOf(step.incident),
        ...free,
        updated_at: now.toISOString(),
        closed_at: closed ? now.toISOString() : null,
        due_at: closed ? null : (due?.toISOString() ?? null),
      })
      .where('id', '=', claim.incident.id)
      .execute();
    await recordChanges(transaction, step.incident);
    await appendToLedger(transaction, step.events, now);
    return 'committed';
  });
}

/** Gives a claim back without a step, to be looked at again at `dueAt`. */
export async function releaseClaim(db: Kysely<Schema>, claim: Claim, dueAt: Date): Promise<void> {
  await db
    .updateTable('incidents')
    .set({ lease_owner: null, lease_until: null, due_at: dueAt.toISOString() })
    .where('id', '=', claim.incident.id)
    .where('fence', '=', claim.fence)
    .execute();
}

/** Frees the leases of a process that is gone: only one process holds the data folder. */
export async function freeLeases(db: Kysely<Schema>): Promise<void> {
  await db.updateTable('incidents').set({ lease_owner: null, lease_until: null }).execute();
}

/** The earliest due time of anything that waits, or undefined. */
export async function nextDue(db: Kysely<Schema>): Promise<Date | undefined> {
  const row = await db
    .selectFrom('incidents')
    .select((query) => query.fn.min('due_at').as('due'))
    .where('state', '<>', 'closed')
    .where('lease_until', 'is', null)
    .executeTakeFirst();
  return row?.due ? new Date(row.due) : undefined;
}

async function recordChanges(transaction: Kysely<Schema>, incident: Incident): Promise<void> {
  for (const execution of incident.executions) {
    if (execution.status === 'skipped') {
      await transaction.deleteFrom('changes').where('execution_id', '=', execution.id).execute();
      continue;
    }
    const target = execution.request.target;
    await transaction
      .insertInto('changes')
      .values({
        execution_id: execution.id,
        incident_id: incident.id,
        target: refKey(target),
        namespace: target.namespace ?? target.name,
        at: execution.intendedAt,
        status: execution.status,
      })
      .onConflict((conflict) => conflict.column('execution_id').doUpdateSet({ status: execution.status }))
      .execute();
  }
}
