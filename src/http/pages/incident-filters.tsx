import {
  type IncidentOutcome,
  type IncidentState,
  incidentOutcomes,
  incidentStates,
} from '../../domain/incident.ts';
import { visible } from './visible.ts';
import { outcomeNames, stateNames } from './words.ts';

export interface IncidentFilter {
  readonly state?: IncidentState;
  readonly outcome?: IncidentOutcome;
  readonly q?: string;
}

export function isFiltered({ state, outcome, q }: IncidentFilter): boolean {
  return state !== undefined || outcome !== undefined || q !== undefined;
}

/** Out of the way until somebody looks for something. */
export function IncidentFilters({ filter }: { readonly filter: IncidentFilter }) {
  return (
    <details class="filters" open={isFiltered(filter)}>
      <summary>Search and filter</summary>
      <form method="get" action="/" role="search" aria-label="Incidents">
        <label>
          <span>Search</span>
          <input
            type="search"
            name="q"
            value={visible(filter.q ?? '')}
            maxLength={200}
            placeholder="Title, namespace, object"
          />
        </label>
        <label>
          <span>State</span>
          <select name="state">
            <Options names={stateNames} values={incidentStates} chosen={filter.state} />
          </select>
        </label>
        <label>
          <span>Outcome</span>
          <select name="outcome">
            <Options names={outcomeNames} values={incidentOutcomes} chosen={filter.outcome} />
          </select>
        </label>
        <button type="submit">Show</button>
      </form>
      {isFiltered(filter) ? <a href="/">Show all incidents</a> : null}
    </details>
  );
}

interface OptionsProps<V extends string> {
  readonly names: Readonly<Record<V, string>>;
  readonly values: readonly V[];
  readonly chosen: V | undefined;
}

function Options<V extends string>({ names, values, chosen }: OptionsProps<V>) {
  return (
    <>
      <option value="" selected={chosen === undefined}>
        Any
      </option>
      {values.map((value) => (
        <option key={value} value={value} selected={value === chosen}>
          {names[value]}
        </option>
      ))}
    </>
  );
}
