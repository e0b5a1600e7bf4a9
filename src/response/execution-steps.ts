import type { Execution } from '../domain/execution.ts';
import { type Draft, type Incident, isResolved } from '../domain/incident.ts';
import { aboutOf, proposedOf } from '../domain/on-record.ts';
import type { Proposal, ProposalStep } from '../domain/proposal.ts';
import type { Step } from '../store/claims.ts';
import { advance, close, event, type ResponsePorts, withChanges } from './stage.ts';

/** How often an approved proposal may come back because the cluster changed under it. */
const mostReturns = 3;
const retryMilliseconds = 5_000;
const longestRetryMilliseconds = 60_000;

/** Whether the alerts have ended before anything was changed. */
export function isHealedUntouched(incident: Incident, { purpose }: Proposal): boolean {
  const untouched = !incident.executions.some((execution) => execution.status === 'applied');
  return untouched && purpose === 'fix' && isResolved(incident);
}

/** Nothing was changed, and nothing is left to change. */
export function closeHealed(incident: Incident): Step {
  return close(incident, 'self-resolved', 'the alerts resolved before anything was changed');
}

/** Another change is under way, and soon is not. */
export function waitForOthers(incident: Incident, ports: ResponsePorts): Step {
  return { incident, dueAt: new Date(ports.clock.now().getTime() + retryMilliseconds), events: [] };
}

/** Why an outcome is not known, or a request is not sent yet. */
export interface Unanswered {
  readonly code: string;
  readonly message: string;
  /** What the message begins with where more is known. */
  readonly words?: string;
  /** Absent: sooner at first, then once a minute. */
  readonly pauseMilliseconds?: number;
}

/** Nothing is decided: what the cluster, or the host, holds is read again later. */
export function waitAndLook(
  incident: Incident,
  intent: Execution,
  cause: Unanswered,
  ports: ResponsePorts,
): Step {
  const now = ports.clock.now();
  const waited = now.getTime() - Date.parse(intent.intendedAt);
  const pause =
    cause.pauseMilliseconds ?? Math.min(Math.max(retryMilliseconds, waited), longestRetryMilliseconds);
  const unknown = event(incident, 'execution.outcome-unknown', {
    id: intent.id,
    code: cause.code,
    message: cause.message,
  });
  const message = `${cause.words ?? 'the outcome is not known yet'}: ${cause.message}`;
  const executions = replace(incident.executions, { ...intent, message });
  return {
    incident: withChanges(incident, { executions }),
    dueAt: new Date(now.getTime() + pause),
    // Said once: an API server that is away for an hour must not fill the ledger.
    events: intent.message === undefined ? [unknown] : [],
  };
}

/** The step has run: the next one is looked at at once. */
export function applied(
  incident: Incident,
  intent: Execution,
  result: Pick<Execution, 'auditId' | 'message' | 'asApproved' | 'pullRequest'>,
  ports: ResponsePorts,
): Step {
  const now = ports.clock.now();
  const { message: _waited, ...intended } = intent;
  const done: Execution = { ...intended, ...result, status: 'applied', finishedAt: now.toISOString() };
  const events = [
    event(incident, 'execution.applied', { id: done.id, auditId: done.auditId ?? null, ...result }),
  ];
  return advance(
    incident,
    { state: 'executing', executions: replace(incident.executions, done) },
    events,
    now,
  );
}

/** What people approved no longer fits: nothing is written, and what is left goes back to them. */
export function sendBack(
  incident: Incident,
  proposal: Proposal,
  intent: Execution,
  why: string,
  ports: ResponsePorts,
  refusedWrite?: ProposalStep,
): Step {
  const now = ports.clock.now();
  const executions = replace(incident.executions, skipped(intent, why, now));
  const returned = event(incident, 'execution.sent-back', {
    id: intent.id,
    why,
    // What changed since the approval is nobody's mistake; a write that the API server refuses is.
    ...(refusedWrite === undefined
      ? {}
      : { refusedWrite: proposedOf({ ...proposal, steps: [refusedWrite] }), about: aboutOf(incident) }),
  });
  const ofItsKind = executions.filter((execution) => execution.purpose === proposal.purpose);
  const returns = ofItsKind.filter((execution) => execution.status === 'skipped').length;
  if (returns >= mostReturns) {
    const note = `what was approved came back ${returns} times: ${why}`;
    return close(withChanges(incident, { executions }), 'failed', note, [returned]);
  }
  const ran = ofItsKind.some((execution) => execution.status === 'applied');
  const rest = proposal.steps.slice(intent.step);
  const otherwise = ran ? outcomeWithoutRest(incident, rest) : incident.draft?.otherwise;
  const draft: Draft = {
    purpose: proposal.purpose,
    by: proposal.by,
    ...(proposal.requestedBy === undefined ? {} : { requestedBy: proposal.requestedBy }),
    actions: rest.map((step) => step.action),
    ...(proposal.notes === undefined ? {} : { notes: proposal.notes }),
    changedSince: `changed since approval: ${why}`,
    ...(otherwise === undefined ? {} : { otherwise }),
  };
  return advance(incident, { state: 'reviewing', executions, draft }, [returned], now);
}

/**
 * A change, or an undo, that is half done is neither: it has failed unless the rest runs too. But what was verified, and
 * lacks only its pull request, stands without it.
 */
function outcomeWithoutRest({ verification }: Incident, rest: readonly ProposalStep[]): 'fixed' | 'failed' {
  const lacksPullRequests = rest.every(({ request }) => request.verb === 'open-pull-request');
  return lacksPullRequests && verification?.status === 'passed' ? 'fixed' : 'failed';
}

/** Everything that goes to the cluster has gone there. `more`: milliseconds that it takes to get there after all. */
export function startVerification(incident: Incident, ports: ResponsePorts, more = 0): Step {
  const now = ports.clock.now();
  const seconds = ports.policies().limits.verificationSeconds;
  const deadline = new Date(now.getTime() + seconds * 1000 + more).toISOString();
  const verification = { startedAt: now.toISOString(), deadline, status: 'running', checks: [] } as const;
  return advance(
    incident,
    { state: 'verifying', verification },
    [event(incident, 'verification.started', { deadline })],
    now,
  );
}

/** The executions with an intent that nothing came of. */
export function without(executions: readonly Execution[], intent: Execution, ports: ResponsePorts) {
  return replace(executions, skipped(intent, 'the alerts resolved first', ports.clock.now()));
}

function skipped(intent: Execution, why: string, now: Date): Execution {
  return { ...intent, status: 'skipped', finishedAt: now.toISOString(), message: why };
}

function replace(executions: readonly Execution[], changed: Execution): readonly Execution[] {
  return executions.map((execution) => (execution.id === changed.id ? changed : execution));
}
