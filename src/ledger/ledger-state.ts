import type { ReasonCode } from '../domain/reasons.ts';

/** What is known of the ledger's own verification while the service runs. */
export interface LedgerState {
  /** The newest entry that was verified. */
  readonly seq: number;
  /** RFC 3339; absent until the whole chain has been walked once. */
  readonly verifiedAt?: string;
  /** The key that heads are signed by; absent: none are. */
  readonly keyId?: string;
  readonly signedHead?: { readonly seq: number; readonly at: string };
  /** Once there is one, no head is signed any more. */
  readonly findings: readonly {
    readonly reason: ReasonCode;
    readonly seq: number;
    readonly problem: string;
  }[];
}
