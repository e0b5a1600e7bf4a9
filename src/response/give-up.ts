import type { Execution } from '../domain/execution.ts';
import type { Incident } from '../domain/incident.ts';
import type { Step } from '../store/claims.ts';
import { close, event, withChanges } from './stage.ts';

/** The end of an incident whose stage fails again and again: people get it, and what may have been written is said. */
export function giveUp(incident: Incident, tries: number, now: Date): Step {
  const executions = incident.executions.map((execution) => withUnknownOutcome(execution, now));
  const unknown = executions.filter((execution, index) => execution !== incident.executions[index]);
  const touched = executions.some((execution) => execution.status === 'applied') || unknown.length > 0;
  const failed = `${incident.state} failed ${tries} times in a row; the service's log says why`;
  const told = unknown.map(({ id }) => `whether ${id} has reached the cluster is not known`);
  return close(
    withChanges(incident, { executions }),
    touched ? 'failed' : 'handed-over',
    [failed, ...told].join('; '),
    [event(incident, 'stage.given-up', { state: incident.state, tries })],
  );
}

function withUnknownOutcome(execution: Execution, now: Date): Execution {
  if (execution.status !== 'intended') return execution;
  const message = 'whether the request has reached the cluster is not known';
  return { ...execution, status: 'failed', finishedAt: now.toISOString(), message };
}
