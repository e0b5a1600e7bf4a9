import { approvalsNeeded, takesSoleApprover } from '../approvals/approvals-needed.ts';
import { brokenGlass } from '../approvals/count-approvals.ts';
import type { Execution } from '../domain/execution.ts';
import type { Incident } from '../domain/incident.ts';
import type { Proposal, ProposalStep } from '../domain/proposal.ts';
import type { ReasonCode } from '../domain/reasons.ts';
import type { Policies } from '../guardrails/policies/policies.ts';
import { away } from './matter-of-time.ts';
import { rejudgeStep, sameAsApproved, stepOf } from './review-draft.ts';
import type { ResponsePorts } from './stage.ts';

/** A step whose intent is stored, on its way to the cluster. */
export interface Errand {
  readonly incident: Incident;
  readonly proposal: Proposal;
  readonly step: ProposalStep;
  readonly intent: Execution;
}

export interface Obstacle {
  readonly why: string;
  /** It goes away by itself: no reason to ask people again. */
  readonly passes: boolean;
  /** What keeps it at the repository host: it does not answer, or people there have to mend something. */
  readonly atHost?: 'away' | 'for-people';
}

const forPeople: ReadonlySet<ReasonCode> = new Set(['pull-request.archived', 'pull-request.unreadable']);
const passing: ReadonlySet<ReasonCode> = new Set(['allowlist.concurrency', ...away, ...forPeople]);

/** Why the step must not be written now, or the step as it is judged right before its write. */
export async function obstacleTo(
  { incident, proposal, step, intent }: Errand,
  ports: ResponsePorts,
): Promise<Obstacle | { readonly clear: ProposalStep }> {
  const lasting = (why: string): Obstacle => ({ why, passes: false });
  if (ports.clock.now() >= approvalEnds(incident, proposal)) {
    return lasting('the approval is older than the proposal was meant to wait');
  }
  const judged = await rejudgeStep(proposal, intent.step, await ports.judgeSetting(incident));
  const now = stepOf(judged);
  if (judged.outcome === 'refuse' || now === undefined) {
    const refusals = judged.verdicts.filter((verdict) => verdict.outcome === 'refuse');
    return {
      why: refusals.map((verdict) => verdict.message).join('; '),
      passes: refusals.length > 0 && refusals.every(({ reason }) => passing.has(reason)),
      ...(refusals.some(({ reason }) => away.has(reason)) ? { atHost: 'away' } : {}),
      ...(refusals.some(({ reason }) => forPeople.has(reason)) ? { atHost: 'for-people' } : {}),
    };
  }
  if (!sameAsApproved(step, now)) return lasting('the object is no longer as it was when people approved');
  if (takesMore(now, incident, proposal, ports.policies())) {
    return lasting('it takes more people than have approved');
  }
  // Judging takes seconds, in which people may have pulled the stop switch or changed the policies.
  const latest = await ports.judgeSetting(incident);
  if (latest.history?.stopped === true) return lasting('the stop switch is on');
  return proposal.policyVersion === latest.policies.version
    ? { clear: now }
    : lasting('the policies are no longer those it was judged by');
}

function takesMore(
  now: ProposalStep,
  { decisions }: Incident,
  proposal: Proposal,
  policies: Policies,
): boolean {
  // Whoever broke the glass answered for it alone, however many it takes.
  if (brokenGlass(decisions, proposal) !== undefined) return false;
  if (approvalsNeeded([now], policies) > proposal.approvalsNeeded) return true;
  return takesSoleApprover([now]) && proposal.approvalsNeeded < 2 && proposal.soleApprover !== true;
}

/** An approval lasts, from the last of its decisions, as long as the proposal was open for one. */
function approvalEnds(incident: Incident, proposal: Proposal): Date {
  const createdAt = Date.parse(proposal.createdAt);
  const decidedAt = incident.decisions
    .filter((decision) => decision.proposal === proposal.id)
    .map((decision) => Date.parse(decision.at));
  return new Date(Math.max(createdAt, ...decidedAt) + Date.parse(proposal.expiresAt) - createdAt);
}
