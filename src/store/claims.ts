import { type Kysely, sql } from 'kysely';
import type { Alert } from '../domain/alert.ts';
import { canonicalJson } from '../domain/canonical.ts';
import type { Execution } from '../domain/execution.ts';
import type { Incident } from '../domain/incident.ts';
import { refKey } from '../domain/objects.ts';
import { isWrite } from '../execution/in-cluster.ts';
import { appendToLedger } from '../ledger/append.ts';
import type { LedgerEvent } from '../ledger/entry.ts';
import { inBatches } from './in-batches.ts';
import { rowOf } from './incidents.ts';
import type { Schema } from './schema.ts';

/** The right to work on an incident until the lease ends. */
export interface Lease {
  readonly id: string;
  /** Fencing token: rises with each claim. */
  readonly fence: number;
  /** The wake count at the time of the claim. */
  readonly wake: number;
  /** Claims since the last committed step, this one included. */
  readonly tries: number;
}

/** An incident that one worker holds, as it was when it was claimed. */
export interface Claim extends Lease {
  readonly incident: Incident;
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

/** Claims the incident that is due longest, or none. Its content is read apart: what cannot be read must not block the rest. */
export async function claimDue(
  db: Kysely<Schema>,
  worker: { readonly name: string; readonly now: Date; readonly leaseMilliseconds: number },
): Promise<Lease | undefined> {
  const now = worker.now.toISOString();
  const until = new Date(worker.now.getTime() + worker.leaseMilliseconds).toISOString();
  return db
    .updateTable('incidents')
    .set({ lease_owner: worker.name, lease_until: until, fence: sql`fence + 1`, tries: sql`tries + 1` })
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
    .returning(['id', 'fence', 'wake', 'tries'])
    .executeTakeFirst();
}

/** When the next incident that nobody holds is due; undefined where none waits for a time. */
export async function nextDueAt(db: Kysely<Schema>, now: Date): Promise<Date | undefined> {
  const row = await db
    .selectFrom('incidents')
    .select('due_at')
    .where('due_at', 'is not', null)
    .where('state', '<>', 'closed')
    .where((where) =>
      where.or([where('lease_until', 'is', null), where('lease_until', '<=', now.toISOString())]),
    )
    .orderBy('due_at')
    .limit(1)
    .executeTakeFirst();
  return row?.due_at == null ? undefined : new Date(row.due_at);
}

/** Extends a lease that is still this worker's; false if another worker has claimed the incident since. */
export async function renewLease(db: Kysely<Schema>, lease: Lease, until: Date): Promise<boolean> {
  const done = await db
    .updateTable('incidents')
    .set({ lease_until: until.toISOString() })
    .where('id', '=', lease.id)
    .where('fence', '=', lease.fence)
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
      .where('id', '=', claim.id)
      .executeTakeFirst();
    if (current === undefined || current.fence !== claim.fence) return 'lost-claim';
    const disturbed = current.wake !== claim.wake;
    const free = { lease_owner: null, lease_until: null, tries: 0 };
    if (disturbed && step.ifUndisturbed === true) {
      await transaction
        .updateTable('incidents')
        .set({ ...free, due_at: now.toISOString() })
        .where('id', '=', claim.id)
        .execute();
      return 'disturbed';
    }
    const closed = step.incident.state === 'closed';
    const due = disturbed ? now : step.dueAt;
    // Severity and namespaces are intake's: an alert that joined meanwhile has written them.
    const { severity: _severity, namespaces: _namespaces, ...own } = rowOf(step.incident);
    await transaction
      .updateTable('incidents')
      .set({
        ...own,
        ...free,
        updated_at: now.toISOString(),
        closed_at: closed ? now.toISOString() : null,
        due_at: closed ? null : (due?.toISOString() ?? null),
      })
      .where('id', '=', claim.id)
      .execute();
    await storeConfirmations(transaction, claim.incident, step.incident);
    if (closed && disturbed) await parkUnseenAlerts(transaction, claim.incident, now);
    await recordChanges(transaction, step.incident);
    await appendToLedger(transaction, step.events, now);
    return 'committed';
  });
}

/**
 * Gives a claim back without a step, to be looked at again at `dueAt`. A stage that was only interrupted has not
 * failed: its try does not count.
 */
export async function releaseClaim(
  db: Kysely<Schema>,
  lease: Lease,
  dueAt: Date,
  interrupted: boolean,
): Promise<void> {
  await db
    .updateTable('incidents')
    .set({
      lease_owner: null,
      lease_until: null,
      due_at: dueAt.toISOString(),
      tries: interrupted ? lease.tries - 1 : lease.tries,
    })
    .where('id', '=', lease.id)
    .where('fence', '=', lease.fence)
    .execute();
}

/** An alert that joined while the stage that closed the incident ran was seen by nobody: it gets another incident. */
async function parkUnseenAlerts(transaction: Kysely<Schema>, seen: Incident, now: Date): Promise<void> {
  const firing = await transaction
    .selectFrom('alerts')
    .select(['id', 'fingerprint', 'starts_at'])
    .where('incident_id', '=', seen.id)
    .where('status', '=', 'firing')
    .execute();
  const unseen = firing.filter(
    (row) =>
      !seen.alerts.some(
        ({ status, fingerprint, startsAt }) =>
          status === 'firing' && fingerprint === row.fingerprint && startsAt === row.starts_at,
      ),
  );
  if (unseen.length === 0) return;
  await transaction
    .updateTable('alerts')
    .set({ incident_id: null, due_at: now.toISOString() })
    .where(
      'id',
      'in',
      unseen.map((row) => row.id),
    )
    .execute();
}

/** Keeps what was asked about alerts, unless an alert has another status by now: about that nobody has asked. */
async function storeConfirmations(
  transaction: Kysely<Schema>,
  before: Incident,
  after: Incident,
): Promise<void> {
  const known = new Map(before.alerts.map((alert) => [lifeOf(alert), alert.confirmation]));
  const asked = after.alerts.filter((alert) => alert.confirmation !== known.get(lifeOf(alert)));
  const alike = new Map<string, Alert[]>();
  for (const alert of asked) {
    const kind = canonicalJson([alert.status, alert.confirmation ?? null]);
    alike.set(kind, [...(alike.get(kind) ?? []), alert]);
  }
  for (const alerts of alike.values()) {
    const [{ status, confirmation } = { status: 'firing' as const }] = alerts;
    for (const fingerprints of inBatches(alerts.map((alert) => alert.fingerprint))) {
      await transaction
        .updateTable('alerts')
        .set({ confirmation: confirmation === undefined ? null : JSON.stringify(confirmation) })
        .where('incident_id', '=', before.id)
        .where('status', '=', status)
        .where('fingerprint', 'in', fingerprints)
        .execute();
    }
  }
}

function lifeOf({ fingerprint, startsAt, status }: Alert): string {
  return `${fingerprint} ${startsAt} ${status}`;
}

async function recordChanges(transaction: Kysely<Schema>, incident: Incident): Promise<void> {
  // What a pull request changes is for its reviewers to merge: it counts towards no limit on changes of the cluster.
  for (const execution of incident.executions.filter(isWrite)) {
    if (execution.status === 'skipped') {
      await transaction.deleteFrom('changes').where('execution_id', '=', execution.id).execute();
      continue;
    }
    const target = execution.request.target;
    const status = failedVerification(incident, execution) ? 'failed' : execution.status;
    await transaction
      .insertInto('changes')
      .values({
        execution_id: execution.id,
        incident_id: incident.id,
        target: refKey(target),
        namespace: target.namespace ?? target.name,
        at: execution.intendedAt,
        status,
      })
      .onConflict((conflict) =>
        // What has failed once stays failed: later proposals of the incident do not make it good.
        conflict.column('execution_id').doUpdateSet({ status }).where('changes.status', '<>', 'failed'),
      )
      .execute();
  }
}

/** A change that was written but did not do what it was for is a failed one: the breaker counts those. */
function failedVerification({ proposal, verification }: Incident, execution: Execution): boolean {
  if (verification?.status !== 'failed' || execution.proposal !== proposal?.id) return false;
  // Until the next verification starts, the incident still carries that of the proposal before.
  return execution.finishedAt !== undefined && execution.finishedAt <= verification.startedAt;
}
