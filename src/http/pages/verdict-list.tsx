import { layers, type Verdict } from '../../domain/verdict.ts';
import { VerdictCard } from './verdict-card.tsx';

/** What each of the five layers says, in their order; one that has not judged is shown as such. */
export function VerdictList({ verdicts }: { readonly verdicts: readonly Verdict[] }) {
  return (
    <ul class="verdicts">
      {layers.map((layer) => (
        <VerdictCard
          key={layer}
          layer={layer}
          verdict={verdicts.find((verdict) => verdict.layer === layer)}
        />
      ))}
    </ul>
  );
}
