import { type Kysely, sql } from 'kysely';
import type { Incident } from '../domain/incident.ts';
import { loadIncidents } from './incidents.ts';
import type { Schema } from './schema.ts';

/** Each claim, each event from outside and each commit moves one of the three. */
const revision = sql<string>`fence || '/' || wake || '/' || updated_at`;

/**
 * Those that have waited for people the longest, whole. Every page asks, so that what has not changed since it was
 * read is not read again.
 */
export function createAwaitingApproval(db: Kysely<Schema>): (limit: number) => Promise<readonly Incident[]> {
  let known: ReadonlyMap<string, { readonly revision: string; readonly incident: Incident }> = new Map();

  return async (limit) => {
    const rows = await db
      .selectFrom('incidents')
      .select(['id', revision.as('revision')])
      .where('state', '=', 'awaiting-approval')
      .orderBy('id')
      .limit(limit)
      .execute();
    const changed = rows.filter((row) => known.get(row.id)?.revision !== row.revision);
    const read = new Map((await readWhole(changed)).map((incident) => [incident.id, incident]));
    const current = rows.flatMap((row) => {
      const incident = read.get(row.id) ?? known.get(row.id)?.incident;
      return incident === undefined ? [] : [{ revision: row.revision, incident }];
    });
    known = new Map(current.map((entry) => [entry.incident.id, entry]));
    return current.map(({ incident }) => incident);
  };

  async function readWhole(rows: readonly { readonly id: string }[]): Promise<readonly Incident[]> {
    if (rows.length === 0) return [];
    const ids = rows.map(({ id }) => id);
    return loadIncidents(db, await db.selectFrom('incidents').selectAll().where('id', 'in', ids).execute());
  }
}
