import { type Incident, type IncidentState, incidentStates } from '../../domain/incident.ts';

/** The states that an incident has been in, by what they left behind. */
export function visitedStates(incident: Incident): ReadonlySet<IncidentState> {
  return new Set(incidentStates.filter((state) => state === incident.state || hasLeftTrace(incident, state)));
}

function hasLeftTrace(incident: Incident, state: IncidentState): boolean {
  switch (state) {
    case 'settling':
      return true;
    case 'investigating':
      return incident.evidence.length > 0 || incident.diagnosis !== undefined;
    case 'reviewing':
      return incident.proposal !== undefined || incident.refusals.length > 0;
    case 'awaiting-approval':
      return (
        incident.decisions.length > 0 || (incident.proposal !== undefined && incident.state !== 'reviewing')
      );
    case 'executing':
      return incident.executions.length > 0;
    case 'following':
      return incident.executions.some(({ pullRequest }) => pullRequest !== undefined);
    case 'verifying':
      return incident.verification !== undefined;
    case 'closed':
      return incident.outcome !== undefined;
  }
}
