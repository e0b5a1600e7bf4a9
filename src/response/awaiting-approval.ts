import { brokenGlass, countApprovals } from '../approvals/count-approvals.ts';
import { hasEnded } from '../domain/alert.ts';
import type { Decision } from '../domain/decision.ts';
import { type Incident, type IncidentOutcome, isResolved } from '../domain/incident.ts';
import type { Proposal } from '../domain/proposal.ts';
import type { Step } from '../store/claims.ts';
import { advance, close, closeUnfinished, event, type Stage } from './stage.ts';

const askAgainMilliseconds = 30_000;

/** Waits for people: a decision, the alert's end, or the proposal's expiry, whichever comes first. */
export const awaitingApproval: Stage = {
  state: 'awaiting-approval',
  async run(incident, ports) {
    const { proposal } = incident;
    if (proposal === undefined) return close(incident, 'failed', 'there was no proposal to decide on');
    // What is decided here must not overtake a decision or an alert that comes in at the same moment.
    const { waitSeconds } = ports.policies().limits.soleApprover;
    const { history } = await ports.judgeSetting(incident);
    const rules = { waitSeconds, stopped: history?.stopped === true };
    return { ...decide(incident, proposal, rules, ports.clock.now()), ifUndisturbed: true };
  },
};

interface WaitingRules {
  /** How long what a sole approver approved waits before it runs. */
  readonly waitSeconds: number;
  /** The stop switch is on. */
  readonly stopped: boolean;
}

function decide(
  incident: Incident,
  proposal: Proposal,
  { waitSeconds, stopped }: WaitingRules,
  now: Date,
): Step {
  const decisions = incident.decisions.filter(
    (decision) => decision.proposal === proposal.id && decision.hash === proposal.hash,
  );
  const refusing = decisions.find((decision) => decision.decision !== 'approve');
  if (refusing !== undefined) return closeUnfinished(incident, outcomeOf(refusing), wordsOf(refusing));
  if (proposal.purpose === 'fix' && isResolved(incident)) {
    return closeUnfinished(incident, 'self-resolved', 'the alerts resolved before it was decided');
  }
  const broken = brokenGlass(decisions, proposal);
  if (broken !== undefined || countApprovals(decisions, proposal) >= proposal.approvalsNeeded) {
    const until =
      broken === undefined && proposal.soleApprover === true ? endOfWait(decisions, waitSeconds) : now;
    if (now < until) return { incident, dueAt: nextLook(incident, until, now), events: [] };
    const by = decisions.map((decision) => decision.by.name);
    const approved = event(incident, 'proposal.approved', {
      proposal: proposal.id,
      hash: proposal.hash,
      by,
      ...(broken === undefined ? {} : { breakGlass: true }),
    });
    return advance(incident, { state: 'executing' }, [approved], now);
  }
  const expiresAt = new Date(proposal.expiresAt);
  // Nobody could approve it: it waits for the release, and is judged or looked into again then.
  if (now >= expiresAt && stopped) return advance(incident, { state: 'reviewing' }, [], now);
  if (now >= expiresAt) return closeUnfinished(incident, 'expired', 'nobody decided in time');
  return { incident, dueAt: nextLook(incident, expiresAt, now), events: [] };
}

/** Time to think again, or for somebody else to see it: what a second person would have been. */
function endOfWait(decisions: readonly Decision[], waitSeconds: number): Date {
  return new Date(Math.max(...decisions.map(({ at }) => Date.parse(at))) + waitSeconds * 1000);
}

/** An end that is not confirmed yet is asked about again: nobody tells us when Alertmanager has come round. */
function nextLook({ alerts }: Incident, expiresAt: Date, now: Date): Date {
  const waits = alerts.some((alert) => alert.status === 'resolved' && !hasEnded(alert));
  if (!waits) return expiresAt;
  return new Date(Math.min(expiresAt.getTime(), now.getTime() + askAgainMilliseconds));
}

function outcomeOf(decision: Decision): IncidentOutcome {
  return decision.decision === 'deny' ? 'denied' : 'handed-over';
}

function wordsOf(decision: Decision): string {
  const verb = decision.decision === 'deny' ? 'denied' : 'taken over';
  return `${verb} by ${decision.by.name}${decision.reason === undefined ? '' : `: ${decision.reason}`}`;
}
