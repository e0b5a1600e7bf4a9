import type { VerificationName } from '../actions/action-type.ts';
import { parseAction } from '../actions/catalogue.ts';
import type { Execution } from '../domain/execution.ts';
import type { Draft, Incident } from '../domain/incident.ts';
import { refKey } from '../domain/objects.ts';
import type { Proposal, ProposalStep } from '../domain/proposal.ts';
import type { VerificationCheck } from '../domain/verification.ts';
import { isWrite } from '../execution/in-cluster.ts';
import { undoActions } from '../execution/undo-actions.ts';
import { verificationChecks } from '../execution/verification-checks.ts';
import type { Step } from '../store/claims.ts';
import { advance, close, event, type ResponsePorts, withChanges } from './stage.ts';

/** What tells that a step has taken effect; whether it helped shows only after the last one. */
const settling: ReadonlySet<VerificationName> = new Set(['rollout', 'completion', 'absence']);
/** How many times the window the wait may last while the cluster cannot be seen. */
const mostBlindWindows = 6;
const waited = 'the next step waits for it to take effect';

export interface NextStep {
  readonly incident: Incident;
  readonly proposal: Proposal;
  readonly step: ProposalStep;
  readonly index: number;
}

/**
 * A step was judged on what the ones before it lead to, so it is held until they have: pods relabelled before a
 * selector asks for the label. Undefined where nothing is left to wait for. Steps on the same object follow at once,
 * as one change would.
 */
export async function holdForEarlier(next: NextStep, ports: ResponsePorts): Promise<Step | undefined> {
  const { incident, proposal, step, index } = next;
  const earlier = incident.executions.filter(
    (execution) =>
      execution.proposal === proposal.id &&
      execution.status === 'applied' &&
      execution.step < index &&
      refKey(execution.request.target) !== refKey(step.request.target),
  );
  const unsettled = (await checksOf(earlier, next, ports)).filter(({ outcome }) => outcome !== 'holds');
  const asOthers = earlier.filter(({ asApproved }) => asApproved === false);
  if (unsettled.length === 0 && asOthers.length === 0) return undefined;
  const broken = asOthers.length > 0 || unsettled.some(({ outcome }) => outcome === 'broken');
  if (broken || isOverdue(earlier, unsettled, ports)) {
    const messages = [
      ...asOthers.map(({ message = '' }) => message),
      ...unsettled.map(({ message }) => message),
    ];
    return stopHere(incident, proposal, messages, ports);
  }
  return wait(incident, earlier, unsettled, ports);
}

async function checksOf(
  earlier: readonly Execution[],
  { incident, proposal }: NextStep,
  ports: ResponsePorts,
): Promise<readonly VerificationCheck[]> {
  const checks: VerificationCheck[] = [];
  for (const execution of earlier) {
    const parsed = parseAction(proposal.steps[execution.step]?.action);
    if (!parsed.ok) continue;
    if (!isWrite(execution)) continue;
    for (const name of parsed.type.verifications.filter((each) => settling.has(each))) {
      checks.push(
        ...(await verificationChecks[name]({
          execution,
          cluster: ports.cluster,
          condition: () => ports.condition(incident),
          stableSeconds: ports.policies().limits.stableSeconds,
          now: ports.clock.now(),
        })),
      );
    }
  }
  return checks;
}

function isOverdue(
  earlier: readonly Execution[],
  unsettled: readonly VerificationCheck[],
  ports: ResponsePorts,
): boolean {
  const newest = Math.max(
    ...earlier.map(({ finishedAt, intendedAt }) => Date.parse(finishedAt ?? intendedAt)),
  );
  const windows = unsettled.some(({ outcome }) => outcome === 'could-not-look') ? mostBlindWindows : 1;
  const window = ports.policies().limits.verificationSeconds * 1000 * windows;
  return ports.clock.now().getTime() - newest >= window;
}

function wait(
  incident: Incident,
  earlier: readonly Execution[],
  unsettled: readonly VerificationCheck[],
  ports: ResponsePorts,
): Step {
  const dueAt = new Date(ports.clock.now().getTime() + ports.verificationPollMilliseconds);
  const last = earlier.at(-1);
  // Said once, however often it is looked at.
  if (last === undefined || last.message?.includes(waited) === true) return { incident, dueAt, events: [] };
  const message = last.message === undefined ? waited : `${last.message}; ${waited}`;
  const executions = incident.executions.map((execution) =>
    execution.id === last.id ? { ...execution, message } : execution,
  );
  const told = event(incident, 'execution.waits', {
    id: last.id,
    for: unsettled.map((check) => check.message),
  });
  return { incident: withChanges(incident, { executions }), dueAt, events: [told] };
}

/** Half a change is none: what ran is offered to be taken back, as after a verification that failed. */
function stopHere(
  incident: Incident,
  proposal: Proposal,
  messages: readonly string[],
  ports: ResponsePorts,
): Step {
  const why = messages.join('; ');
  const note = `a step did not take effect, so the next one was not run: ${why}`;
  const events = [event(incident, 'execution.stopped', { proposal: proposal.id, why })];
  const actions = undoActions(incident.executions);
  if (proposal.purpose === 'undo' || actions.length === 0) return close(incident, 'failed', note, events);
  const draft: Draft = { purpose: 'undo', by: 'firebreak', actions, otherwise: 'failed' };
  return advance(incident, { state: 'reviewing', draft, note }, events, ports.clock.now());
}
