import type { RiskTier } from '../domain/action.ts';
import type { ReasonCode } from '../domain/reasons.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { Policies } from '../guardrails/policies/policies.ts';

/** What takes two people whatever the risk: pods could do more than before, or the alerts are in doubt. */
const takesTwo: ReadonlySet<ReasonCode> = new Set([
  'pod-security.loosens-level',
  'pod-security.weakens',
  'pod-security.exempt',
  'approval.unconfirmed-alert',
]);

interface JudgedStep {
  readonly risk: RiskTier;
  readonly verdicts: readonly Verdict[];
}

/**
 * How many different people have to approve: what the riskiest step takes, and two where security is weakened. One
 * where only one can be told, who then signs in afresh and waits. None where the approval layer passes every step,
 * as a policy rule may have it.
 */
export function approvalsNeeded(steps: readonly JudgedStep[], policies: Pick<Policies, 'limits'>): number {
  if (steps.length === 0) return 1;
  return Math.max(
    ...steps.map(({ risk, verdicts }) => {
      if (verdicts.some(({ reason }) => reason === 'approval.not-needed')) return 0;
      if (isSolely({ verdicts })) return 1;
      const weakens = verdicts.some(({ outcome, reason }) => outcome === 'hold' && takesTwo.has(reason));
      return Math.max(policies.limits.approvalsNeeded[risk], weakens ? 2 : 1);
    }),
  );
}

/** Whether one person approves what would take two, because no second one can be told. */
export function takesSoleApprover(steps: readonly Pick<JudgedStep, 'verdicts'>[]): boolean {
  return steps.some(isSolely);
}

function isSolely({ verdicts }: Pick<JudgedStep, 'verdicts'>): boolean {
  return verdicts.some(({ reason }) => reason === 'approval.sole-approver');
}
