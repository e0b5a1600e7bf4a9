import { canonicalJson, sha256 } from '../domain/canonical.ts';

/** What a stage or a command wants on record; seq, time and hashes are added when it is appended. */
export interface LedgerEvent {
  /** A dotted past-tense word, such as `proposal.refused`. */
  readonly type: string;
  readonly incident?: string;
  /** Who did it: `firebreak`, or the name of a person or token. */
  readonly actor: string;
  /** Redacted JSON; erasable without breaking the chain. */
  readonly payload: unknown;
}

/** One link of the chain. The payload itself stands beside it, named by its hash. */
export interface LedgerEntry {
  readonly seq: number;
  /** RFC 3339. */
  readonly at: string;
  readonly type: string;
  readonly incident?: string;
  readonly actor: string;
  readonly payloadHash: string;
}

/** The hash before the first entry. */
export const genesisHash = '0'.repeat(64);

/** Hexadecimal SHA-256 of the canonical JSON of a payload. */
export function payloadHashOf(payload: unknown): string {
  return sha256(canonicalJson(payload ?? null));
}

/** SHA-256 over the previous entry's hash and the canonical JSON (RFC 8785) of this entry. */
export function entryHash(previousHash: string, entry: LedgerEntry): string {
  return sha256(`${previousHash}\n${canonicalJson(entry)}`);
}
