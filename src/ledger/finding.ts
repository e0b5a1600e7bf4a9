import type { ReasonCode } from '../domain/reasons.ts';

/** What is wrong with a ledger, or with what is held against it. */
export interface LedgerFinding {
  readonly reason: Extract<ReasonCode, `audit.${string}`>;
  /** The entry that it is about; for an export that is no export, the line. */
  readonly seq: number;
  readonly problem: string;
}
