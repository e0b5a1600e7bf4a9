import type { Execution } from '../domain/execution.ts';
import type { Incident } from '../domain/incident.ts';
import type { Proposal, ProposalStep } from '../domain/proposal.ts';
import type { ClusterExecution } from '../execution/check-context.ts';
import { isWrite } from '../execution/in-cluster.ts';
import { isDefinite } from '../execution/is-definite.ts';
import { reachedBefore } from '../execution/reached-before.ts';
import { ClusterError, type WriteResult } from '../ports/cluster.ts';
import type { Step } from '../store/claims.ts';
import {
  applied,
  closeHealed,
  isHealedUntouched,
  sendBack,
  startVerification,
  waitAndLook,
  waitForOthers,
  without,
} from './execution-steps.ts';
import { holdForEarlier } from './hold-for-earlier.ts';
import { type Errand, obstacleTo } from './obstacle.ts';
import { openPullRequest } from './open-pull-request.ts';
import { markerOf, promiseOf } from './review-draft.ts';
import { advance, close, event, type ResponsePorts, type Stage, withChanges } from './stage.ts';

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
    if (step === undefined) return afterLast(incident, mine, ports);
    const intent = mine.find((execution) => execution.step === index && execution.status === 'intended');
    if (intent !== undefined) return carryOut({ incident, proposal, step, intent }, ports, signal);
    // A pull request is for good: it is opened for what has proved itself.
    if (step.request.verb === 'open-pull-request' && isUnverified(incident, mine)) {
      return startVerification(incident, ports);
    }
    if (isHealedUntouched(incident, proposal)) return closeHealed(incident);
    const hold = await holdForEarlier({ incident, proposal, step, index }, ports);
    return hold ?? intend(incident, proposal, step, index, ports.clock.now());
  },
};

/** What was written is verified; a pull request alone is followed until people have decided about it. */
function afterLast(incident: Incident, mine: readonly Execution[], ports: ResponsePorts): Step {
  if (isUnverified(incident, mine)) return startVerification(incident, ports);
  if (mine.some(isWrite)) {
    return close(
      incident,
      'fixed',
      'the change did what it was for, and a pull request is open that makes it last',
    );
  }
  return advance(incident, { state: 'following' }, [], ports.clock.now());
}

/** A reopened incident still has the verification of what is to be undone: only one that came after a write is its. */
function isUnverified({ verification }: Incident, mine: readonly Execution[]): boolean {
  const since = verification?.status === 'passed' ? verification.startedAt : '';
  return mine.some((execution) => isWrite(execution) && execution.intendedAt > since);
}

function closeDry(incident: Incident, proposal: Proposal): Step {
  const lines = proposal.steps.map((step) => step.kubectl);
  const note = `nothing was changed, since this is dry-run mode; approved and not run: ${lines.join(' && ')}`;
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
  if (!isWrite(intent)) return openPullRequest(errand, ports, signal);
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
      ? refusedWrite(errand, intent, told.message, ports)
      : waitAndLook(incident, intent, told, ports);
  }
}

/** The API server said no. That may be to a repetition: another worker's request may have been first. */
async function refusedWrite(
  errand: Errand,
  intent: ClusterExecution,
  why: string,
  ports: ResponsePorts,
): Promise<Step> {
  const { incident, proposal } = errand;
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
