import type { Refusal } from '../../domain/incident.ts';
import { Section } from './section.tsx';
import { VerdictCard } from './verdict-card.tsx';
import { visible } from './visible.ts';

/** Proposals that the guardrails stopped: only the layers that refused, with what they said. */
export function Refusals({ refusals }: { readonly refusals: readonly Refusal[] }) {
  if (refusals.length === 0) return null;
  return (
    <Section id="refusals" title="Stopped by the guardrails">
      <ol class="steps">
        {refusals.flatMap((refusal) =>
          refusal.refused.map((refused, index) => (
            <li class="step" key={`${refusal.proposal}-${index}`}>
              <h3>
                <code>{visible(refused.action)}</code> on {visible(refused.target)}
              </h3>
              <ul class="verdicts">
                {refused.verdicts
                  .filter((verdict) => verdict.outcome === 'refuse')
                  .map((verdict) => (
                    <VerdictCard key={verdict.layer} layer={verdict.layer} verdict={verdict} />
                  ))}
              </ul>
              <details>
                <summary>What it wanted to change</summary>
                <pre tabIndex={0}>{visible(JSON.stringify(refused.params, null, 2))}</pre>
              </details>
            </li>
          )),
        )}
      </ol>
    </Section>
  );
}
