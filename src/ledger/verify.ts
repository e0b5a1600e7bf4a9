import type { Kysely } from 'kysely';
import type { Schema } from '../store/schema.ts';
import { genesisHash } from './entry.ts';
import { type ChainEnd, type LedgerLink, linkProblem } from './link.ts';
import { storedLinks } from './stored-links.ts';

export type LedgerVerification =
  | { readonly ok: true; readonly entries: number; readonly erasedPayloads: number; readonly head: string }
  | { readonly ok: false; readonly seq: number; readonly problem: string };

/** The chain of a store. */
export function verifyLedger(db: Kysely<Schema>): Promise<LedgerVerification> {
  return verifyLinks(storedLinks(db));
}

/** Walks the whole chain: numbers without gaps, hashes that follow, payloads that fit theirs. */
export async function verifyLinks(links: AsyncIterable<LedgerLink>): Promise<LedgerVerification> {
  let end: ChainEnd = { seq: 0, hash: genesisHash };
  let erasedPayloads = 0;
  for await (const link of links) {
    const problem = linkProblem(link, end);
    if (problem !== undefined) return { ok: false, seq: link.entry.seq, problem };
    if (link.payload.state === 'erased') erasedPayloads += 1;
    end = { seq: link.entry.seq, hash: link.hash };
  }
  return { ok: true, entries: end.seq, erasedPayloads, head: end.hash };
}
