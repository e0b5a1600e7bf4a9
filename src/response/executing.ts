import { isResolved } from '../domain/incident.ts';
import type { Draft, Incident } from '../domain/incident.ts';
import type { Execution } from '../domain/execution.ts';
import { aboutOf, proposedOf } from '../domain/on-record.ts';
import type { Proposal, ProposalStep } from '../domain/proposal.ts';
import { isDefinite } from '../execution/is-definite.ts';
import { reachedBefore } from '../execution/reached-before.ts';
import { ClusterError, type WriteResult } from '../ports/cluster.ts';
import type { Step } from '../store/claims.ts';
import { holdForEarlier } from './hold-for-earlier.ts';
import { type Errand, obstacleTo } from './obstacle.ts';
import { markerOf, promiseOf } from './review-draft.ts';
import { advance, close, event, type ResponsePorts, type Stage, withChanges } from './stage.ts';

/** How often an approved proposal may come back because the cluster changed under it. */
const mostReturns = 3;
const retryMilliseconds = 5_000;
const longestRetryMilliseconds = 60_000;

/**
 * Runs an approved proposal, step by step. Each run of this stage does one durable thing: it stores an intent, or it
 * carries one out. So a crash at any point is resumed by reading what the cluster holds, never by repeating blindly.
 */
export const executing: Stage = {
  state: 'executing',
  async run(incident, ports, signal) {
    const { proposal } = incident;
    if (proposal === undefined) return close(incident, 'failed', 'there was no proposal to run');
    if (ports.mode === 'dry-run') return closeDry(incident, proposal);
    const mine = incident.executions.filter((execution) => execution.proposal === proposal.id);
    const index = proposal.steps.findIndex(
      (_step, number) =>
        !mine.some((execution) => execution.step === number && execution.status === 'applied'),
    );
    const step = proposal.steps[index];
    if (step === undefined) return startVerification(incident, ports);
    const intent = mine.find((execution) => execution.step === index && execution.status === 'intended');
    if (intent !== undefined) return carryOut({ incident, proposal, step, intent }, ports, signal);
    if (isHealedUntouched(incident, proposal)) return closeHealed(incident);
    const hold = await holdForEarlier({ incident, proposal, step, index }, ports);
    return hold ?? intend(incident, proposal, step, index, ports.clock.now());
  },
};

function closeDry(incident: Incident, proposal: Proposal): Step {
  const lines = proposal.steps.map((step) => step.kubectl);
  const note = `dry-run mode: nothing was changed; approved and not run: ${lines.join(' && ')}`;
  return close(incident, 'dry-run', note, [
    event(incident, 'execution.dry-run', { proposal: proposal.id, lines }),
  ]);
}

function intend(incident: Incident, proposal: Proposal, step: ProposalStep, index: number, now: Date): Step {
  const execution: Execution = {
    id: markerOf(proposal.id, index),
    proposal: proposal.id,
    step: index,
    purpose: proposal.purpose,
    request: step.request,
    inverse: step.inverse,
    intendedAt: now.toISOString(),
    status: 'intended',
  };
  const { id, request, inverse } = execution;
  return advance(
    incident,
    { state: 'executing', executions: [...incident.executions, execution] },
    [event(incident, 'execution.intended', { id, request, inverse })],
    now,
  );
}

async function carryOut(errand: Errand, ports: ResponsePorts, signal: AbortSignal): Promise<Step> {
  const { incident, proposal, intent } = errand;
  try {
    // Whoever stored the intent may have sent the request and died before the answer.
    if (await reachedBefore(intent, ports.cluster)) return foundDone(errand, ports);
    if (isHealedUntouched(incident, proposal)) {
      return closeHealed(withChanges(incident, { executions: without(incident.executions, intent, ports) }));
    }
    const obstacle = await obstacleTo(errand, ports);
    if (!('clear' in obstacle)) {
      return obstacle.passes
        ? waitForOthers(incident, ports)
        : sendBack(incident, proposal, intent, await ports.redact(obstacle.why), ports);
    }
    // A worker that was told to stop, or has lost its claim, must not write any more.
    signal.throwIfAborted();
    const result = await ports.writer.write(intent.request);
    return applied(incident, intent, outcomeOf(result, obstacle.clear), ports);
  } catch (cause) {
    if (!(cause instanceof ClusterError)) throw cause;
    // The API server's words may quote what it was sent.
    const told = { code: cause.code, message: await ports.redact(cause.message) };
    return isDefinite(cause)
      ? refusedWrite(errand, told.message, ports)
      : waitAndLook(incident, intent, told, ports);
  }
}

/** The API server said no. That may be to a repetition: another worker's request may have been first. */
async function refusedWrite(errand: Errand, why: string, ports: ResponsePorts): Promise<Step> {
  const { incident, proposal, intent } = errand;
  try {
    if (await reachedBefore(intent, ports.cluster)) return foundDone(errand, ports);
  } catch (unseen) {
    if (!(unseen instanceof ClusterError)) throw unseen;
    const told = { code: unseen.code, message: await ports.redact(unseen.message) };
    return waitAndLook(incident, intent, told, ports);
  }
  const refused = `the API server refused the write: ${why}`;
  return sendBack(incident, proposal, intent, refused, ports, errand.step);
}

/** What the write was, and whether it is what its dry-run had promised a moment before. */
function outcomeOf(
  { auditId, object }: WriteResult,
  { promise }: ProposalStep,
): Pick<Execution, 'auditId' | 'message' | 'asApproved'> {
  const kept = promise === undefined || object === undefined || promiseOf(object) === promise;
  const message = 'the write made something else of the object than its dry-run had shown';
  return {
    ...(auditId === undefined ? {} : { auditId }),
    ...(kept ? {} : { asApproved: false as const, message }),
  };
}

function foundDone({ incident, intent }: Errand, ports: ResponsePorts): Step {
  const message =
    intent.request.verb === 'delete'
      ? 'found done: the object is gone'
      : 'found done: the request had reached the cluster';
  return applied(incident, intent, { message }, ports);
}

function isHealedUntouched(incident: Incident, { purpose }: Proposal): boolean {
  const untouched = !incident.executions.some((execution) => execution.status === 'applied');
  return untouched && purpose === 'fix' && isResolved(incident);
}

function closeHealed(incident: Incident): Step {
  return close(incident, 'self-resolved', 'the alerts resolved before anything was changed');
}

function waitForOthers(incident: Incident, ports: ResponsePorts): Step {
  return { incident, dueAt: new Date(ports.clock.now().getTime() + retryMilliseconds), events: [] };
}

function waitAndLook(
  incident: Incident,
  intent: Execution,
  cause: Pick<ClusterError, 'code' | 'message'>,
  ports: ResponsePorts,
): Step {
  const now = ports.clock.now();
  const waited = now.getTime() - Date.parse(intent.intendedAt);
  const pause = Math.min(Math.max(retryMilliseconds, waited), longestRetryMilliseconds);
  const unknown = event(incident, 'execution.outcome-unknown', {
    id: intent.id,
    code: cause.code,
    message: cause.message,
  });
  const message = `the outcome is not known yet: ${cause.message}`;
  const executions = replace(incident.executions, { ...intent, message });
  return {
    incident: withChanges(incident, { executions }),
    dueAt: new Date(now.getTime() + pause),
    // Said once: an API server that is away for an hour must not fill the ledger.
    events: intent.message === undefined ? [unknown] : [],
  };
}

function applied(
  incident: Incident,
  intent: Execution,
  result: Pick<Execution, 'auditId' | 'message' | 'asApproved'>,
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
function sendBack(
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
  // A change, or an undo, that is half done is neither: it has failed unless the rest runs too.
  const otherwise = ran ? ('failed' as const) : incident.draft?.otherwise;
  const draft: Draft = {
    purpose: proposal.purpose,
    by: proposal.by,
    ...(proposal.requestedBy === undefined ? {} : { requestedBy: proposal.requestedBy }),
    actions: proposal.steps.slice(intent.step).map((step) => step.action),
    changedSince: `changed since approval: ${why}`,
    ...(otherwise === undefined ? {} : { otherwise }),
  };
  return advance(incident, { state: 'reviewing', executions, draft }, [returned], now);
}

function startVerification(incident: Incident, ports: ResponsePorts): Step {
  const now = ports.clock.now();
  const seconds = ports.policies().limits.verificationSeconds;
  const deadline = new Date(now.getTime() + seconds * 1000).toISOString();
  const verification = { startedAt: now.toISOString(), deadline, status: 'running', checks: [] } as const;
  return advance(
    incident,
    { state: 'verifying', verification },
    [event(incident, 'verification.started', { deadline })],
    now,
  );
}

function without(executions: readonly Execution[], intent: Execution, ports: ResponsePorts) {
  return replace(executions, skipped(intent, 'the alerts resolved first', ports.clock.now()));
}

function skipped(intent: Execution, why: string, now: Date): Execution {
  return { ...intent, status: 'skipped', finishedAt: now.toISOString(), message: why };
}

function replace(executions: readonly Execution[], changed: Execution): readonly Execution[] {
  return executions.map((execution) => (execution.id === changed.id ? changed : execution));
}
