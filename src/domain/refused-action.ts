import type { Action } from './action.ts';
import type { Verdict } from './verdict.ts';

/** An action that the guardrails refused, with the verdicts that say why. */
export interface RefusedAction {
  readonly action: string;
  /** As `refText` writes it. */
  readonly target: string;
  /** Tells a repetition from a second, different attempt at the same target. */
  readonly params: Action['params'];
  readonly verdicts: readonly Verdict[];
}
