import type { Kysely } from 'kysely';
import { sha256 } from '../domain/canonical.ts';
import type { Schema } from '../store/schema.ts';
import { entryHash, genesisHash, type LedgerEntry } from './entry.ts';

export type LedgerVerification =
  | { readonly ok: true; readonly entries: number; readonly erasedPayloads: number; readonly head: string }
  | { readonly ok: false; readonly seq: number; readonly problem: string };

const pageSize = 1000;

/** Walks the whole chain: numbers without gaps, hashes that follow, payloads that fit theirs. */
export async function verifyLedger(db: Kysely<Schema>): Promise<LedgerVerification> {
  let previousHash = genesisHash;
  let seq = 0;
  let erasedPayloads = 0;
  for (;;) {
    const rows = await page(db, seq);
    for (const row of rows) {
      const problem = linkProblem(row, seq, previousHash) ?? payloadProblem(row);
      if (problem !== undefined) return { ok: false, seq: row.seq, problem };
      if (row.payload === null) erasedPayloads += 1;
      seq = row.seq;
      previousHash = row.hash;
    }
    if (rows.length < pageSize) return { ok: true, entries: seq, erasedPayloads, head: previousHash };
  }
}

type Row = Awaited<ReturnType<typeof page>>[number];

async function page(db: Kysely<Schema>, after: number) {
  return db
    .selectFrom('ledger_entries as entry')
    .leftJoin('ledger_payloads as payload', 'payload.seq', 'entry.seq')
    .selectAll('entry')
    .select(['payload.payload', 'payload.erased_at', 'payload.seq as payload_seq'])
    .where('entry.seq', '>', after)
    .orderBy('entry.seq')
    .limit(pageSize)
    .execute();
}

function linkProblem(row: Row, lastSeq: number, previousHash: string): string | undefined {
  if (row.seq !== lastSeq + 1) return `entry ${lastSeq + 1} is missing`;
  if (row.previous_hash !== previousHash) return 'the previous hash is not that of the entry before';
  const entry: LedgerEntry = {
    seq: row.seq,
    at: row.at,
    type: row.type,
    ...(row.incident_id === null ? {} : { incident: row.incident_id }),
    actor: row.actor,
    payloadHash: row.payload_hash,
  };
  return row.hash === entryHash(previousHash, entry) ? undefined : 'the entry does not fit its hash';
}

function payloadProblem(row: Row): string | undefined {
  if (row.payload_seq === null) return 'the payload is missing without having been erased';
  if (row.payload === null)
    return row.erased_at === null ? 'the payload is missing without having been erased' : undefined;
  return sha256(row.payload) === row.payload_hash ? undefined : 'the payload does not fit its hash';
}
