import { type Caller, type DecisionChannel, type DecisionKind, isSameDecider } from '../domain/decision.ts';
import { asksWhyDeclined, type Incident, isResolved } from '../domain/incident.ts';
import { namespaceOf } from '../domain/objects.ts';
import type { Proposal } from '../domain/proposal.ts';
import type { ReasonCode } from '../domain/reasons.ts';
import type { Policies } from '../guardrails/policies/policies.ts';
import {
  approverRulesFor,
  mayBreakGlass,
  mayDecide,
  possibleApprovers,
  type StepToApprove,
} from './approvers.ts';
import { brokenGlass, countApprovals, hasApproved, wouldCount } from './count-approvals.ts';

/** A decision as somebody gives it, in whatever window. */
export interface GivenDecision {
  readonly incident: string;
  readonly proposal: string;
  readonly hash: string;
  readonly decision: DecisionKind;
  readonly reason?: string;
  /** Approve alone what takes two. */
  readonly breakGlass?: boolean;
  readonly by: Caller;
  readonly channel: DecisionChannel;
}

/** Why a decision is not taken; the same in every window. */
export interface Objection {
  readonly kind: 'not-found' | 'conflict' | 'forbidden' | 'invalid';
  readonly reason: ReasonCode;
  /** What would do, in a sentence for the person; absent where the reason says it all. */
  readonly detail?: string;
}

export interface DecisionRules {
  readonly policies: Policies;
  /** How many people sign-in can tell apart. */
  readonly tellable: number;
  /** The stop switch is on. */
  readonly stopped: boolean;
  readonly now: Date;
}

/** What stands against a decision, or undefined. */
export function objectionTo(
  given: GivenDecision,
  incident: Incident,
  rules: DecisionRules,
): Objection | undefined {
  const { proposal } = incident;
  if (proposal === undefined) return objection('conflict', 'decision.no-proposal');
  if (proposal.id !== given.proposal || proposal.hash !== given.hash) {
    return objection('conflict', 'decision.stale', proposal.changedSince);
  }
  // Whoever closed the pull request has denied it already; what is missing is why.
  const isReason = given.decision === 'deny' && asksWhyDeclined(incident);
  const late = isReason ? undefined : againstLate(incident, proposal, rules);
  if (late !== undefined) return late;
  if ((given.decision !== 'approve' || given.breakGlass === true) && (given.reason ?? '').trim() === '') {
    return objection('invalid', 'decision.reason-required');
  }
  const steps = stepsOf(proposal);
  const may = mayDecide(given.by, steps, rules.policies);
  if (!may.allowed) return objection('forbidden', may.reason, may.message);
  if (!isReason && isDecided(given, incident, proposal))
    return objection('conflict', 'decision.already-decided');
  return given.decision === 'approve' ? againstApproval(given, incident, proposal, rules) : undefined;
}

function againstLate(incident: Incident, proposal: Proposal, { now }: DecisionRules): Objection | undefined {
  if (incident.state !== 'awaiting-approval') return objection('conflict', whyNotWaiting(incident));
  if (now >= new Date(proposal.expiresAt)) return objection('conflict', 'decision.expired');
  if (proposal.purpose === 'fix' && isResolved(incident)) {
    return objection('conflict', 'decision.incident-resolved');
  }
  return undefined;
}

function stepsOf(proposal: Proposal): readonly StepToApprove[] {
  return proposal.steps.map(({ risk, action }) => ({
    action: action.action,
    risk,
    namespace: namespaceOf(action.target),
  }));
}

function whyNotWaiting(incident: Incident): ReasonCode {
  if (incident.outcome === 'self-resolved') return 'decision.incident-resolved';
  return incident.outcome === 'expired' ? 'decision.expired' : 'decision.already-decided';
}

function isDecided({ decision }: GivenDecision, { decisions }: Incident, proposal: Proposal): boolean {
  const refused = decisions.some((each) => each.proposal === proposal.id && each.decision !== 'approve');
  if (refused || brokenGlass(decisions, proposal) !== undefined) return true;
  // While a sole approver's approval waits, it can still be taken back.
  if (proposal.soleApprover === true && decision !== 'approve') return false;
  return countApprovals(decisions, proposal) >= proposal.approvalsNeeded;
}

function againstApproval(
  given: GivenDecision,
  { decisions }: Incident,
  proposal: Proposal,
  rules: DecisionRules,
): Objection | undefined {
  const { by, channel } = given;
  // What is approved now would run at the release, when nobody thinks of it any more.
  if (rules.stopped) return objection('conflict', 'decision.stopped');
  const isHigh = proposal.steps.some(({ risk }) => risk === 'high');
  // A phone's button shows too little of what a mistake would cost.
  if (channel === 'slack' && (isHigh || given.breakGlass === true)) {
    return objection('forbidden', 'decision.page-required');
  }
  if (given.breakGlass === true) return againstBreakingGlass(given, proposal, rules);
  if (hasApproved(by, decisions, proposal)) return objection('conflict', 'decision.same-person');
  const isOwn = proposal.requestedBy !== undefined && isSameDecider(proposal.requestedBy, by);
  if (isOwn && !isAlone(stepsOf(proposal), rules)) return objection('forbidden', 'decision.own-request');
  if (isOwn || proposal.soleApprover === true) {
    const stale = againstOldSignIn(by, rules);
    if (stale !== undefined) return stale;
  }
  if (wouldCount(by, decisions, proposal)) return undefined;
  // Taking an approval that never counts would tell somebody that it had helped.
  const detail =
    by.kind === 'token'
      ? 'A token never counts as the second person.'
      : 'Whoever holds the shared sign-in token may be any of the others, so it never counts next to another person.';
  return objection('forbidden', 'decision.not-allowed', detail);
}

function againstBreakingGlass({ by }: GivenDecision, proposal: Proposal, rules: DecisionRules) {
  if (!mayBreakGlass(by, stepsOf(proposal), rules.policies)) {
    return objection('forbidden', 'decision.break-glass-not-allowed');
  }
  return againstOldSignIn(by, rules);
}

function againstOldSignIn({ kind, signedInAt }: Caller, rules: DecisionRules): Objection | undefined {
  const { freshSignInSeconds } = rules.policies.limits.soleApprover;
  const age = signedInAt === undefined ? Infinity : (rules.now.getTime() - Date.parse(signedInAt)) / 1000;
  if (kind === 'person' && age <= freshSignInSeconds) return undefined;
  const detail = `Sign in again on the page, and approve within ${Math.round(freshSignInSeconds / 60)} minutes.`;
  return objection('forbidden', 'decision.fresh-sign-in', detail);
}

/** Whether no second person could approve one of the steps. */
function isAlone(steps: readonly StepToApprove[], { policies, tellable }: DecisionRules): boolean {
  return steps.some(
    (step) => possibleApprovers(approverRulesFor(step, policies), policies, tellable).people <= 1,
  );
}

function objection(kind: Objection['kind'], reason: ReasonCode, detail?: string): Objection {
  return { kind, reason, ...(detail === undefined ? {} : { detail }) };
}
