import { type Kysely, type RawBuilder, sql } from 'kysely';
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
    // Those few that are under review tell by their draft whether anything is done about them now.
    .select(
      sql<
        number | null
      >`case when state = 'reviewing' then json_extract(document, '$.draft.heldSince') is not null end`.as(
        'on_hold',
      ),
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
    incidents: shown.map((row) => ({
      ...columnsOf(row),
      alerts: row.alert_count ?? 0,
      ...(row.on_hold === 1 ? { onHold: true as const } : {}),
    })),
    ...(rows.length > query.limit && last !== undefined ? { next: last.id } : {}),
  };
}

/**
 * The newest incidents that hold a text. Their ids come first and alone: an index holds all that is looked at, and the
 * rows with their evidence are read only for those that are shown.
 */
function matchingIds(db: Kysely<Schema>, query: IncidentQuery & { readonly q: string }) {
  let select = db.selectFrom('incidents').select('id');
  if (query.state !== undefined) select = select.where('state', '=', query.state);
  if (query.outcome !== undefined) select = select.where('outcome', '=', query.outcome);
  if (query.after !== undefined) select = select.where('id', '<', query.after);
  return select
    .where((where) =>
      where.or([where(placeOf(query.q, named), '>', 0), where(placeInTarget(query.q), '>', 0)]),
    )
    .orderBy('id', 'desc')
    .limit(query.limit + 1);
}

/** No pattern, so that no character of the text means anything else; SQLite folds ASCII, on both sides. */
function placeOf(text: string, within: RawBuilder<string>) {
  return sql<number>`instr(lower(${within}), lower(${text}))`;
}

/** Taking JSON apart is slow, so it is done only where a word of the text stands in it. */
function placeInTarget(text: string) {
  const [word = ''] = text.split(/[/ ]/u).toSorted((a, b) => b.length - a.length);
  return sql<number>`case when ${placeOf(word, sql`target`)} > 0 then ${placeOf(text, targetName)} end`;
}

/** What is searched, as people read it: nobody looks for the names and quotes of the columns' JSON. */
const named = sql<string>`title || char(10) || id || char(10) || trim(replace(namespaces, '"', ''), '[]')`;
const targetName = sql<string>`
  json_extract(target, '$.kind') || ' ' || coalesce(json_extract(target, '$.namespace') || '/', '')
  || json_extract(target, '$.name')`;

/** How many incidents wait for people. */
export async function countAwaitingApproval(db: Kysely<Schema>): Promise<number> {
  const row = await db
    .selectFrom('incidents')
    .select((each) => each.fn.countAll<number>().as('count'))
    .where('state', '=', 'awaiting-approval')
    .executeTakeFirstOrThrow();
  return row.count;
}

interface LedgerQuery {
  readonly incident?: string;
  readonly after?: number;
  readonly before?: number;
  readonly limit: number;
}

/** Ledger entries after a sequence number, oldest first; or those before one, newest first. */
export async function readLedger(db: Kysely<Schema>, query: LedgerQuery): Promise<readonly LedgerView[]> {
  let select = db
    .selectFrom('ledger_entries as entry')
    .leftJoin('ledger_payloads as payload', 'payload.seq', 'entry.seq')
    .selectAll('entry')
    .select('payload.payload')
    .where('entry.seq', '>', query.after ?? 0)
    .orderBy('entry.seq', query.before === undefined ? 'asc' : 'desc')
    .limit(query.limit);
  if (query.before !== undefined) select = select.where('entry.seq', '<', query.before);
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
