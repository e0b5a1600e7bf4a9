import { type Incident, type IncidentState, incidentStates } from '../../domain/incident.ts';
import { visitedStates } from './visited-states.ts';
import { toneOf } from './words.ts';

const shortNames: Readonly<Record<IncidentState, string>> = {
  settling: 'Settle',
  investigating: 'Investigate',
  reviewing: 'Review',
  'awaiting-approval': 'Approval',
  executing: 'Execute',
  following: 'Pull request',
  verifying: 'Verify',
  closed: 'Closed',
};

/** The states as one bar: been there, is there, skipped, still ahead. Most incidents have no pull request to follow. */
export function Progress({ incident }: { readonly incident: Incident }) {
  const visited = visitedStates(incident);
  const states = incidentStates.filter((state) => state !== 'following' || visited.has(state));
  const reached = states.indexOf(incident.state);
  return (
    <ol
      class={`progress tone-${toneOf(incident.state, incident.outcome)}`}
      aria-label="Progress of the incident"
    >
      {states.map((state, index) => (
        <li
          key={state}
          class={placeOf(index - reached, visited.has(state))}
          aria-current={index === reached ? 'step' : undefined}
        >
          <span>{shortNames[state]}</span>
        </li>
      ))}
    </ol>
  );
}

function placeOf(fromHere: number, visited: boolean): 'past' | 'here' | 'skipped' | 'ahead' {
  if (fromHere === 0) return 'here';
  if (fromHere > 0) return 'ahead';
  return visited ? 'past' : 'skipped';
}
