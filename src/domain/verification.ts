import type { ReasonCode } from './reasons.ts';

/** One thing that has to hold before an incident may be called fixed. */
export interface VerificationCheck {
  readonly name: string;
  readonly outcome: 'holds' | 'not-yet' | 'broken' | 'could-not-look';
  readonly reason: ReasonCode;
  readonly message: string;
}

/** What was checked after the write, until when, and how it ended. */
export interface Verification {
  /** RFC 3339. */
  readonly startedAt: string;
  /** RFC 3339: what has not held by then has failed. */
  readonly deadline: string;
  readonly status: 'running' | 'passed' | 'failed';
  /** RFC 3339: since when every check has held without a break. */
  readonly holdsSince?: string;
  readonly checks: readonly VerificationCheck[];
}
