import { sha256 } from '../domain/canonical.ts';
import { entryHash, type LedgerEntry } from './entry.ts';

/** One link of the chain with what hangs on it, wherever it was read from. */
export interface LedgerLink {
  readonly entry: LedgerEntry;
  readonly previousHash: string;
  readonly hash: string;
  readonly payload: LinkPayload;
}

/** A payload may be erased, which is told; one that is just not there has been taken away. */
export type LinkPayload =
  | { readonly state: 'kept'; readonly text: string }
  | { readonly state: 'erased'; readonly at: string }
  | { readonly state: 'missing' };

/** The last link before this one: number and hash. */
export interface ChainEnd {
  readonly seq: number;
  readonly hash: string;
}

/** Why a link cannot follow the one before; undefined where it does. */
export function linkProblem(
  { entry, previousHash, hash, payload }: LedgerLink,
  end: ChainEnd,
): string | undefined {
  if (entry.seq !== end.seq + 1) return `entry ${end.seq + 1} is missing`;
  if (previousHash !== end.hash) return 'the previous hash is not that of the entry before';
  if (hash !== entryHash(previousHash, entry)) return 'the entry does not fit its hash';
  switch (payload.state) {
    case 'kept':
      return sha256(payload.text) === entry.payloadHash ? undefined : 'the payload does not fit its hash';
    case 'erased':
      return undefined;
    case 'missing':
      return 'the payload is missing without having been erased';
    default:
      return payload satisfies never;
  }
}
