import { isResolved } from '../domain/incident.ts';
import type { Draft, Incident } from '../domain/incident.ts';
import type { Execution } from '../domain/execution.ts';
import type { Proposal, ProposalStep } from '../domain/proposal.ts';
import { reachedBefore } from '../execution/reached-before.ts';
import { ClusterError } from '../ports/cluster.ts';
import type { Step } from '../store/claims.ts';
import { markerOf, rejudgeStep, sameAsApproved, stepOf } from './review-draft.ts';
import { advance, close, event, type ResponsePorts, type Stage, withChanges } from './stage.ts';

/** How often an approved proposal may come back because the cluster changed under it. */
const mostReturns = 3;
const retryMilliseconds = 5_000;

/**
 * Runs an approved proposal, step by step. Each run of this stage does one durable thing: it stores an intent, or it
 * carries one out. So a crash at any point is resumed by reading what the cluster holds, never by repeating blindly.
 */
export const executing: Stage = {
  state: 'executing',
  async run(incident, ports) {
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
    if (intent !== undefined) return carryOut(incident, proposal, step, intent, ports);
    if (mine.length === 0 && proposal.purpose === 'fix' && isResolved(incident)) {
      return close(incident, 'self-resolved', 'the alerts resolved before anything was changed');
    }
    return intend(incident, proposal, step, index, ports.clock.now());
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

async function carryOut(
  incident: Incident,
  proposal: Proposal,
  step: ProposalStep,
  intent: Execution,
  ports: ResponsePorts,
): Promise<Step> {
  try {
    // Whoever stored the intent may have sent the request and died before the answer.
    if (await reachedBefore(intent, ports.cluster)) {
      return applied(incident, intent, { message: 'found done: the request had reached the cluster' }, ports);
    }
    const judged = await rejudgeStep(proposal, intent.step, await ports.judgeSetting(incident));
    const now = stepOf(judged);
    if (judged.outcome === 'refuse' || now === undefined) {
      const refusals = judged.verdicts.filter((verdict) => verdict.outcome === 'refuse');
      return sendBack(
        incident,
        proposal,
        intent,
        refusals.map((verdict) => verdict.message).join('; '),
        ports,
      );
    }
    if (proposal.policyVersion !== ports.policies().version) {
      return sendBack(incident, proposal, intent, 'the policies are no longer those it was judged by', ports);
    }
    if (!sameAsApproved(step, now)) {
      return sendBack(
        incident,
        proposal,
        intent,
        'the object is no longer as it was when people approved',
        ports,
      );
    }
    const result = await ports.writer.write(intent.request);
    return applied(incident, intent, result.auditId === undefined ? {} : { auditId: result.auditId }, ports);
  } catch (cause) {
    if (!(cause instanceof ClusterError)) throw cause;
    return isDefinite(cause)
      ? sendBack(incident, proposal, intent, `the API server refused the write: ${cause.message}`, ports)
      : waitAndLook(incident, intent, cause, ports);
  }
}

/** Whether the API server has said no, so that nothing was written; otherwise only reading tells. */
function isDefinite(error: ClusterError): boolean {
  switch (error.code) {
    case 'timeout':
    case 'unreachable':
    case 'server-error':
    case 'too-many-requests':
      return false;
    case 'forbidden':
    case 'unauthorized':
    case 'not-found':
    case 'already-exists':
    case 'conflict':
    case 'invalid':
    case 'rejected':
      return true;
    default:
      return error.code satisfies never;
  }
}

function waitAndLook(incident: Incident, intent: Execution, cause: ClusterError, ports: ResponsePorts): Step {
  const dueAt = new Date(ports.clock.now().getTime() + retryMilliseconds);
  const unknown = event(incident, 'execution.outcome-unknown', {
    id: intent.id,
    code: cause.code,
    message: cause.message,
  });
  return { incident, dueAt, events: intent.message === cause.message ? [] : [unknown] };
}

function applied(
  incident: Incident,
  intent: Execution,
  result: { readonly auditId?: string; readonly message?: string },
  ports: ResponsePorts,
): Step {
  const now = ports.clock.now();
  const done: Execution = { ...intent, ...result, status: 'applied', finishedAt: now.toISOString() };
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
): Step {
  const now = ports.clock.now();
  const skipped: Execution = { ...intent, status: 'skipped', finishedAt: now.toISOString(), message: why };
  const executions = replace(incident.executions, skipped);
  const returned = event(incident, 'execution.sent-back', { id: intent.id, why });
  const returns = executions.filter((execution) => execution.status === 'skipped').length;
  if (returns >= mostReturns) {
    const note = `the cluster kept changing under the approved proposal: ${why}`;
    return close(withChanges(incident, { executions }), 'failed', note, [returned]);
  }
  const ran = executions.some((execution) => execution.status === 'applied');
  const otherwise = incident.draft?.otherwise ?? (ran ? ('failed' as const) : undefined);
  const draft: Draft = {
    purpose: proposal.purpose,
    by: proposal.by,
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

function replace(executions: readonly Execution[], changed: Execution): readonly Execution[] {
  return executions.map((execution) => (execution.id === changed.id ? changed : execution));
}
