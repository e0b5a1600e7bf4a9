import type { Kysely } from 'kysely';
import type { Schema } from '../store/schema.ts';
import { genesisHash } from './entry.ts';
import type { LedgerFinding } from './finding.ts';
import { type ChainEnd, type LedgerLink, linkProblem } from './link.ts';
import { storedLinks } from './stored-links.ts';

export type LedgerVerification =
  | { readonly ok: true; readonly entries: number; readonly erasedPayloads: number; readonly head: string }
  | ({ readonly ok: false } & LedgerFinding);

/** Before the first entry. */
export const chainStart: ChainEnd = Object.freeze({ seq: 0, hash: genesisHash });

/** The chain of a store. */
export function verifyLedger(
  db: Kysely<Schema>,
  watch?: (end: ChainEnd) => void,
): Promise<LedgerVerification> {
  return verifyLinks(storedLinks(db), chainStart, watch);
}

/**
 * Walks a chain: numbers without gaps, hashes that follow, payloads that fit theirs.
 * `from`: what comes before the first of these links; `watch`: told of each link that holds.
 */
export async function verifyLinks(
  links: AsyncIterable<LedgerLink>,
  from: ChainEnd = chainStart,
  watch: (end: ChainEnd) => void = () => {},
): Promise<LedgerVerification> {
  let end = from;
  let erasedPayloads = 0;
  for await (const link of links) {
    const problem = linkProblem(link, end);
    if (problem !== undefined) {
      return { ok: false, reason: 'audit.chain-broken', seq: link.entry.seq, problem };
    }
    if (link.payload.state === 'erased') erasedPayloads += 1;
    end = { seq: link.entry.seq, hash: link.hash };
    watch(end);
  }
  return { ok: true, entries: end.seq, erasedPayloads, head: end.hash };
}
