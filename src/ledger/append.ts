import type { Kysely, Transaction } from 'kysely';
import { canonicalJson } from '../domain/canonical.ts';
import { inBatches } from '../store/in-batches.ts';
import type { LedgerEntriesTable, LedgerPayloadsTable, Schema } from '../store/schema.ts';
import { entryHash, genesisHash, type LedgerEntry, type LedgerEvent, payloadHashOf } from './entry.ts';

/** Appends events to the chain, inside the transaction of the change that they record. */
export async function appendToLedger(
  transaction: Transaction<Schema>,
  events: readonly LedgerEvent[],
  at: Date,
): Promise<void> {
  if (events.length === 0) return;
  let { seq, hash } = await lastLink(transaction);
  const entries: LedgerEntriesTable[] = [];
  const payloads: LedgerPayloadsTable[] = [];
  for (const event of events) {
    const entry: LedgerEntry = {
      seq: seq + 1,
      at: at.toISOString(),
      type: event.type,
      ...(event.incident === undefined ? {} : { incident: event.incident }),
      actor: event.actor,
      payloadHash: payloadHashOf(event.payload),
    };
    const previousHash = hash;
    hash = entryHash(previousHash, entry);
    seq = entry.seq;
    entries.push({
      seq,
      at: entry.at,
      type: entry.type,
      incident_id: event.incident ?? null,
      actor: entry.actor,
      payload_hash: entry.payloadHash,
      previous_hash: previousHash,
      hash,
    });
    payloads.push({ seq, payload: canonicalJson(event.payload ?? null), erased_at: null });
  }
  for (const batch of inBatches(entries)) {
    await transaction.insertInto('ledger_entries').values(batch).execute();
  }
  for (const batch of inBatches(payloads)) {
    await transaction.insertInto('ledger_payloads').values(batch).execute();
  }
}

/** The newest entry's number and hash; zero and the genesis hash for an empty ledger. */
export async function lastLink(db: Kysely<Schema>): Promise<{ seq: number; hash: string }> {
  const last = await db
    .selectFrom('ledger_entries')
    .select(['seq', 'hash'])
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  return last ?? { seq: 0, hash: genesisHash };
}
