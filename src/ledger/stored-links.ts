import { setImmediate } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import type { Schema } from '../store/schema.ts';
import type { LedgerLink, LinkPayload } from './link.ts';

const pageSize = 1000;

/** Every link of a store's ledger after a number, in order, a page at a time. */
export async function* storedLinks(db: Kysely<Schema>, after = 0): AsyncGenerator<LedgerLink> {
  let seq = after;
  for (;;) {
    const rows = await page(db, seq);
    for (const row of rows) yield linkOf(row);
    if (rows.length < pageSize) return;
    seq = rows.at(-1)?.seq ?? seq;
    // SQLite answers without a turn of the event loop, which belongs to the service too.
    await setImmediate();
  }
}

type Row = Awaited<ReturnType<typeof page>>[number];

async function page(db: Kysely<Schema>, after: number) {
  return db
    .selectFrom('ledger_entries as entry')
    .leftJoin('ledger_payloads as payload', 'payload.seq', 'entry.seq')
    .selectAll('entry')
    .select(['payload.payload', 'payload.erased_at'])
    .where('entry.seq', '>', after)
    .orderBy('entry.seq')
    .limit(pageSize)
    .execute();
}

function linkOf(row: Row): LedgerLink {
  return {
    entry: {
      seq: row.seq,
      at: row.at,
      type: row.type,
      ...(row.incident_id === null ? {} : { incident: row.incident_id }),
      actor: row.actor,
      payloadHash: row.payload_hash,
    },
    previousHash: row.previous_hash,
    hash: row.hash,
    payload: payloadOf(row),
  };
}

function payloadOf({ payload, erased_at: at }: Row): LinkPayload {
  if (payload !== null) return { state: 'kept', text: payload };
  return at === null ? { state: 'missing' } : { state: 'erased', at };
}
