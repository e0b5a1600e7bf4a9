import type { Proposal } from '../../domain/proposal.ts';
import { VerdictCard } from './verdict-card.tsx';
import { visible } from './visible.ts';

/** What people have to know beside the steps: what Git does not know of, and what the guardrails kept out. */
export function LeftOut({ of: { leftOut = [], notes = [] } }: { readonly of: Proposal }) {
  return (
    <>
      {notes.length === 0 ? null : (
        <ul class="notes">
          {notes.map((note) => (
            <li key={note}>{visible(note)}</li>
          ))}
        </ul>
      )}
      {leftOut.length === 0 ? null : (
        <div class="left-out">
          <h3>Not part of it</h3>
          <ul class="plain-list">
            {leftOut.map(({ action, target, verdicts }, index) => (
              <li key={index}>
                <p>
                  <code>{visible(action)}</code> on {visible(target)} was refused; the rest stands without it.
                </p>
                <ul class="verdicts">
                  {verdicts.map((verdict) => (
                    <VerdictCard key={verdict.layer} layer={verdict.layer} verdict={verdict} />
                  ))}
                </ul>
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}
