import type { Kysely } from 'kysely';
import type { IncidentQuery, IncidentSummary, LedgerView } from '../http/ports.ts';
import { columnsOf, listedColumns } from './incidents.ts';
import type { Schema } from './schema.ts';

/** A page of incidents, newest first; the cursor is opaque to callers. */
export async function listIncidents(
  db: Kysely<Schema>,
  query: IncidentQuery,
): Promise<{ readonly incidents: readonly IncidentSummary[]; readonly next?: string }> {
  let select = db
    .selectFrom('incidents')
    .select(listedColumns)
    .select((each) =>
      each
        .selectFrom('alerts')
        .select((count) => count.fn.countAll<number>().as('count'))
        .whereRef('alerts.incident_id', '=', 'incidents.id')
        .as('alert_count'),
    )
    // Ids sort by the time at which the incident was opened.
    .orderBy('id', 'desc')
    .limit(query.limit + 1);
  if (query.state !== undefined) select = select.where('state', '=', query.state);
  if (query.outcome !== undefined) select = select.where('outcome', '=', query.outcome);
  if (query.after !== undefined) select = select.where('id', '<', query.after);
  if (query.q !== undefined && query.q !== '') {
    select = select.where('id', 'in', matchingIds(db, { ...query, q: query.q }));
  }
  const rows = await select.execute();
  const shown = rows.slice(0, query.limit);
  const last = shown.at(-1);
  return {
    incidents: shown.map((row) => ({ ...columnsOf(row), alerts: row.alert_count ?? 0 })),
    ...(rows.length > query.limit && last !== undefined ? { next: last.id } : {}),
  };
}

/**
 * The newest incidents that hold a text. Their ids come first and alone: an index holds all that is looked at, and the
 * rows with their evidence are read only for those that are shown.
 */
function matchingIds(db: Kysely<Schema>, query: IncidentQuery & { readonly q: string }) {
  const like = `%${query.q.replaceAll(/[\\%_]/gu, String.raw`\$&`)}%`.toLowerCase();
  let select = db.selectFrom('incidents').select('id');
  if (query.state !== undefined) select = select.where('state', '=', query.state);
  if (query.outcome !== undefined) select = select.where('outcome', '=', query.outcome);
  if (query.after !== undefined) select = select.where('id', '<', query.after);
  return select
    .where((where) =>
      where.or(
        (['title', 'namespaces', 'target', 'id'] as const).map((column) =>
          where(where.fn<string>('lower', [column]), 'like', like),
        ),
      ),
    )
    .orderBy('id', 'desc')
    .limit(query.limit + 1);
}

/** How many incidents wait for people. */
export async function countAwaitingApproval(db: Kysely<Schema>): Promise<number> {
  const row = await db
    .selectFrom('incidents')
    .select((each) => each.fn.countAll<number>().as('count'))
    .where('state', '=', 'awaiting-approval')
    .executeTakeFirstOrThrow();
  return row.count;
}

/** Ledger entries after a sequence number, oldest first. */
export async function readLedger(
  db: Kysely<Schema>,
  query: { readonly incident?: string; readonly after?: number; readonly limit: number },
): Promise<readonly LedgerView[]> {
  let select = db
    .selectFrom('ledger_entries as entry')
    .leftJoin('ledger_payloads as payload', 'payload.seq', 'entry.seq')
    .selectAll('entry')
    .select('payload.payload')
    .where('entry.seq', '>', query.after ?? 0)
    .orderBy('entry.seq')
    .limit(query.limit);
  if (query.incident !== undefined) select = select.where('entry.incident_id', '=', query.incident);
  const rows = await select.execute();
  return rows.map((row) => ({
    seq: row.seq,
    at: row.at,
    type: row.type,
    ...(row.incident_id === null ? {} : { incident: row.incident_id }),
    actor: row.actor,
    hash: row.hash,
    ...(row.payload === null ? {} : { payload: JSON.parse(row.payload) as unknown }),
  }));
}

/** How many incidents are in each open state. */
export async function countOpenByState(db: Kysely<Schema>): Promise<Readonly<Record<string, number>>> {
  const rows = await db
    .selectFrom('incidents')
    .select((each) => ['state', each.fn.countAll<number>().as('count')])
    .where('state', '<>', 'closed')
    .groupBy('state')
    .execute();
  return Object.fromEntries(rows.map((row) => [row.state, row.count]));
}
