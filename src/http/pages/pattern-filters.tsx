import { mistakeSources } from '../../domain/mistake.ts';
import { layers } from '../../domain/verdict.ts';
import type { FailureReport } from '../../ledger/failure-patterns/report.ts';
import type { MistakeFilter } from '../../ledger/failure-patterns/summarize.ts';
import { visible } from './visible.ts';
import { layerNames, mistakeSourceNames } from './words.ts';

interface PatternFiltersProps {
  readonly filter: MistakeFilter;
  readonly values: FailureReport['values'];
}

/** Out of the way until somebody looks for something. */
export function PatternFilters({ filter, values }: PatternFiltersProps) {
  const filtered = Object.keys(filter).length > 0;
  return (
    <details class="filters" open={filtered}>
      <summary>Filter</summary>
      <form method="get" action="/patterns" role="search" aria-label="Mistakes">
        <Choice name="model" title="Model" values={values.models} chosen={filter.model} />
        <Choice name="alert" title="Alert" values={values.alerts} chosen={filter.alert} />
        <Choice name="namespace" title="Namespace" values={values.namespaces} chosen={filter.namespace} />
        <Choice name="layer" title="Layer" values={layers} chosen={filter.layer} names={layerNames} />
        <Choice
          name="source"
          title="Shown as"
          values={mistakeSources}
          chosen={filter.source}
          names={mistakeSourceNames}
        />
        <button type="submit">Show</button>
      </form>
      {filtered ? <a href="/patterns">Show all mistakes</a> : null}
    </details>
  );
}

interface ChoiceProps {
  readonly name: string;
  readonly title: string;
  readonly values: readonly string[];
  readonly chosen: string | undefined;
  readonly names?: Readonly<Record<string, string>>;
}

function Choice({ name, title, values, chosen, names = {} }: ChoiceProps) {
  const all = chosen === undefined || values.includes(chosen) ? values : [...values, chosen];
  return (
    <label>
      <span>{title}</span>
      <select name={name}>
        <option value="" selected={chosen === undefined}>
          Any
        </option>
        {all.map((value) => (
          <option key={value} value={value} selected={value === chosen}>
            {visible(names[value] ?? value)}
          </option>
        ))}
      </select>
    </label>
  );
}
