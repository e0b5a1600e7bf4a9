import {
  type IncidentOutcome,
  type IncidentState,
  incidentOutcomes,
  incidentStates,
} from '../../domain/incident.ts';
import { outcomeNames, stateNames } from './words.ts';

export interface IncidentFilter {
  readonly state?: IncidentState;
  readonly outcome?: IncidentOutcome;
  readonly q?: string;
}

export function IncidentFilters({ filter }: { readonly filter: IncidentFilter }) {
  return (
    <form class="filters" method="get" action="/" role="search" aria-label="Filter incidents">
      <label>
        <span>Search</span>
        <input
          type="search"
          name="q"
          value={filter.q ?? ''}
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
      <button type="submit">Filter</button>
    </form>
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
