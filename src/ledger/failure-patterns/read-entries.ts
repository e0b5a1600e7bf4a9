import type { Kysely } from 'kysely';
import type { Schema } from '../../store/schema.ts';
import { mistakeTypes } from './mistakes-of.ts';

/** A ledger entry that may tell of mistakes. */
export interface MistakeEntry {
  readonly seq: number;
  readonly at: string;
  readonly type: string;
  readonly incident?: string;
  readonly payload: unknown;
}

/** Entries of the types that tell of mistakes, oldest first; what was erased tells nothing any more. */
export async function readMistakeEntries(
  db: Kysely<Schema>,
  query: { readonly after: number; readonly limit: number } | { readonly seqs: readonly number[] },
): Promise<readonly MistakeEntry[]> {
  const entries = db
    .selectFrom('ledger_entries as entry')
    .leftJoin('ledger_payloads as payload', 'payload.seq', 'entry.seq')
    .select(['entry.seq', 'entry.at', 'entry.type', 'entry.incident_id', 'payload.payload'])
    .where('entry.type', 'in', mistakeTypes)
    .orderBy('entry.seq');
  const rows = await ('seqs' in query
    ? entries.where('entry.seq', 'in', query.seqs).execute()
    : entries.where('entry.seq', '>', query.after).limit(query.limit).execute());
  return rows.map((row) => ({
    seq: row.seq,
    at: row.at,
    type: row.type,
    ...(row.incident_id === null ? {} : { incident: row.incident_id }),
    payload: row.payload === null ? null : (JSON.parse(row.payload) as unknown),
  }));
}
