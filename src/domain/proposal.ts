import type { Action, RiskTier } from './action.ts';
import type { Decider } from './decision.ts';
import type { RefusedAction } from './refused-action.ts';
import type { ProposedRequest } from './request.ts';
import type { Verdict } from './verdict.ts';

/** How a written action is taken back, or why it cannot be. */
export type Inverse = { readonly action: Action } | { readonly irreversible: string };

/** One action made concrete: the exact request, what it changes, how it is taken back, and five verdicts. */
export interface ProposalStep {
  readonly action: Action;
  readonly targetUid: string;
  readonly request: ProposedRequest;
  readonly inverse: Inverse;
  /** Unified diff of the live object and the dry-run's result, without what changes by itself. */
  readonly diff: string;
  /** For people; never executed. */
  readonly kubectl: string;
  readonly risk: RiskTier;
  readonly verdicts: readonly Verdict[];
  /**
   * Hash over the object before and after, without what changes by itself: a difference right before the write means
   * that the object is no longer the one that people looked at. Empty for a provisional step.
   */
  readonly basis: string;
  /** Hash of what the dry-run made of a patched object; absent where there is nothing to hold the write against. */
  readonly promise?: string;
  /** The dry-run was judged on a prediction, because an earlier step changes the same object. */
  readonly provisional: boolean;
}

/** What people are asked to approve. An approval names `hash`, and nothing that the hash does not cover will run. */
export interface Proposal {
  readonly id: string;
  readonly incident: string;
  readonly cluster: string;
  readonly by: string;
  /** The person or token that asked for it, who then does not approve it. */
  readonly requestedBy?: Decider;
  readonly purpose: 'fix' | 'undo';
  readonly steps: readonly ProposalStep[];
  /** RFC 3339. */
  readonly createdAt: string;
  /** RFC 3339: an approval after it is refused. */
  readonly expiresAt: string;
  readonly policyVersion: string;
  readonly hash: string;
  /** How many different people have to approve. */
  readonly approvalsNeeded: number;
  /** One person approves what would take two, with a fresh sign-in and a wait before the write. */
  readonly soleApprover?: true;
  /** Why it came back to people, where it did. */
  readonly changedSince?: string;
  /** What of the draft the guardrails kept out, while the rest stands without it. */
  readonly leftOut?: readonly RefusedAction[];
  /** What people have to know before they decide, such as drift, or why there is no pull request. */
  readonly notes?: readonly string[];
}
