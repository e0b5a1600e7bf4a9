import { type Decision, type DecisionKind, isSharedToken } from '../../domain/decision.ts';
import { Section } from './section.tsx';
import { Time } from './time.tsx';
import { visible } from './visible.ts';

const words: Readonly<Record<DecisionKind, string>> = {
  approve: 'approved',
  deny: 'denied',
  'hand-over': 'handed over',
};

/** Who decided what, and why. */
export function Decisions({ decisions }: { readonly decisions: readonly Decision[] }) {
  if (decisions.length === 0) return null;
  return (
    <Section id="decisions" title="Decisions">
      <ul class="plain-list">
        {decisions.map((decision) => (
          <li key={decision.id}>
            <strong>{visible(decision.by.name)}</strong>
            {decision.by.kind === 'token' ? ' (token)' : ''}
            {isSharedToken(decision.by) ? ' (with the shared sign-in token)' : ''} {words[decision.decision]}{' '}
            {decision.breakGlass === true ? <strong>alone, breaking the glass </strong> : null}
            <span class="faint">
              <Time at={decision.at} />
            </span>
            {decision.reason === undefined ? null : <blockquote>{visible(decision.reason)}</blockquote>}
          </li>
        ))}
      </ul>
    </Section>
  );
}
