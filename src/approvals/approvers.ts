import type { RiskTier } from '../domain/action.ts';
import type { Decider, Decision } from '../domain/decision.ts';
import type { Proposal } from '../domain/proposal.ts';
import type { ReasonCode } from '../domain/reasons.ts';
import type { Verdict } from '../domain/verdict.ts';
import { anyGlobMatches } from '../guardrails/policies/glob.ts';
import type { ApproverRule, Policies } from '../guardrails/policies/policies.ts';

/** As much of a proposal's step as approval depends on. */
export interface StepToApprove {
  readonly risk: RiskTier;
  /** Absent for cluster-scoped targets, which only rules without namespaces are about. */
  readonly namespace?: string | undefined;
}

export type MayDecide =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly reason: 'decision.not-allowed'; readonly message: string };

/** Whether somebody may decide on a proposal: for each of its steps a rule has to name them. */
export function mayDecide(
  decider: Decider,
  steps: readonly StepToApprove[],
  policies: Pick<Policies, 'approvers'>,
): MayDecide {
  const closed = steps.find((step) => !approverRulesFor(step, policies).some((rule) => names(rule, decider)));
  if (closed === undefined && steps.length > 0) return { allowed: true };
  const place = closed?.namespace === undefined ? '' : ` in ${closed.namespace}`;
  const what = closed === undefined ? 'nothing' : `${closed.risk} risk${place}`;
  const message = `no approver rule lets the ${decider.kind} ${decider.name} decide on ${what}`;
  return { allowed: false, reason: 'decision.not-allowed', message };
}

/** The approver rules that are about a step. */
export function approverRulesFor(
  { risk, namespace }: StepToApprove,
  { approvers }: Pick<Policies, 'approvers'>,
): readonly ApproverRule[] {
  return approvers.filter(
    ({ risks, namespaces }) =>
      risks.includes(risk) &&
      (namespaces === undefined || (namespace !== undefined && anyGlobMatches(namespaces, namespace))),
  );
}

/** How many people could approve under these rules, and whether a token could stand in for a single one. */
export function possibleApprovers(rules: readonly ApproverRule[]): {
  readonly people: number;
  readonly token: boolean;
} {
  const people = rules.flatMap((rule) => rule.people);
  return {
    people: people.includes('*') ? Infinity : new Set(people.map(identity)).size,
    token: rules.some((rule) => rule.tokens.length > 0),
  };
}

/** What takes two people whatever the risk: pods could do more than before, or the alerts are in doubt. */
const takesTwo: ReadonlySet<ReasonCode> = new Set([
  'pod-security.loosens-level',
  'pod-security.weakens',
  'pod-security.exempt',
  'approval.unconfirmed-alert',
]);

/**
 * How many different people have to approve: what the riskiest step takes, and two where security is weakened. None
 * where the approval layer passes every step, as a policy rule may have it.
 */
export function approvalsNeeded(
  steps: readonly { readonly risk: RiskTier; readonly verdicts: readonly Verdict[] }[],
  policies: Pick<Policies, 'limits'>,
): number {
  if (steps.length === 0) return 1;
  return Math.max(
    ...steps.map(({ risk, verdicts }) => {
      if (verdicts.some(({ reason }) => reason === 'approval.not-needed')) return 0;
      const weakens = verdicts.some(({ outcome, reason }) => outcome === 'hold' && takesTwo.has(reason));
      return Math.max(policies.limits.approvalsNeeded[risk], weakens ? 2 : 1);
    }),
  );
}

type Approved = Pick<Proposal, 'id' | 'hash'>;

/**
 * How many approvals of exactly this hash count: different people, each once. A token counts while no person has
 * approved, and never next to one.
 */
export function countApprovals(decisions: readonly Decision[], proposal: Approved): number {
  const deciders = approvalsOf(decisions, proposal).map(({ by }) => by);
  const people = new Set(deciders.filter(({ kind }) => kind === 'person').map(({ name }) => identity(name)));
  return people.size > 0 ? people.size : Math.min(deciders.length, 1);
}

/** Whether this person or token has approved this hash before. */
export function hasApproved(decider: Decider, decisions: readonly Decision[], proposal: Approved): boolean {
  return approvalsOf(decisions, proposal).some(
    ({ by }) => by.kind === decider.kind && identity(by.name) === identity(decider.name),
  );
}

function approvalsOf(decisions: readonly Decision[], { id, hash }: Approved): readonly Decision[] {
  return decisions.filter(
    (given) => given.decision === 'approve' && given.proposal === id && given.hash === hash,
  );
}

function names(rule: ApproverRule, { kind, name }: Decider): boolean {
  if (kind === 'token') return rule.tokens.includes(name);
  return rule.people.some((person) => person === '*' || identity(person) === identity(name));
}

/** The same person in other letters or spaces is still one person. */
function identity(name: string): string {
  return name.normalize('NFKC').trim().toLowerCase();
}
