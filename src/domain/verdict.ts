import type { Action } from './action.ts';
import type { ObjectRef } from './objects.ts';
import type { ReasonCode } from './reasons.ts';

/** The five guardrail layers, in the order in which they are shown. */
export const layers = ['allowlist', 'selector', 'pod-security', 'dry-run', 'approval'] as const;
export type Layer = (typeof layers)[number];

export type VerdictOutcome = 'pass' | 'refuse' | 'hold' | 'skipped';

/** What one layer says of one action. */
export interface Verdict {
  readonly layer: Layer;
  readonly outcome: VerdictOutcome;
  readonly reason: ReasonCode;
  readonly message: string;
  /** `file:line#name` of the policy rule that decided. */
  readonly rule?: string;
  readonly remedy?: string;
  /** RFC 3339: a refusal about when, not about what, ends by itself then. */
  readonly until?: string;
  /** Exactly what a refused action would harm. */
  readonly objects?: readonly ObjectRef[];
}

/** An action with what the layers say of it. */
export interface CheckResult {
  readonly action: Action;
  readonly outcome: 'pass' | 'refuse' | 'hold';
  readonly verdicts: readonly Verdict[];
}

/** Deny wins: `refuse` if any layer refuses, else `hold` if any holds, else `pass`. */
export function overallOutcome(verdicts: readonly Pick<Verdict, 'outcome'>[]): CheckResult['outcome'] {
  if (verdicts.some((verdict) => verdict.outcome === 'refuse')) return 'refuse';
  if (verdicts.some((verdict) => verdict.outcome === 'hold')) return 'hold';
  return 'pass';
}
