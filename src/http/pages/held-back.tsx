import { parseAction } from '../../actions/catalogue.ts';
import type { Action } from '../../domain/action.ts';
import { heldDraft, type Incident } from '../../domain/incident.ts';
import { Copyable } from './copyable.tsx';
import { ObjectName } from './object-name.tsx';
import { Section } from './section.tsx';
import { Time } from './time.tsx';
import { visible } from './visible.ts';
import { sentence } from './sentence.ts';

/** What a freeze or a cap keeps back, until when, and what it is: whoever cannot wait has to know. */
export function HeldBack({ incident, now }: { readonly incident: Incident; readonly now: Date }) {
  const held = heldDraft(incident);
  if (held?.heldBy === undefined) return null;
  const { message, until } = held.heldBy;
  return (
    <Section id="held-back" title={held.purpose === 'undo' ? 'Drafted undo' : 'Drafted fix'}>
      <p class="note note-warn">
        <strong>On hold:</strong> {visible(sentence(message))} It is judged again{' '}
        <Time at={until} now={now} /> (<Time at={until} />
        ), and is then asked about if the alert still fires.
      </p>
      <ol class="steps">
        {held.actions.map((action, index) => (
          <li class="step" key={index}>
            <h3>
              <code>{visible(action.action)}</code> on <ObjectName of={action.target} />
            </h3>
            <Copyable label={`kubectl text of step ${index + 1}`} text={kubectlOf(action)} />
          </li>
        ))}
      </ol>
      <p class="faint">No layer but the limit has spoken against it yet. Nothing of it runs by itself.</p>
    </Section>
  );
}

function kubectlOf(action: Action): string {
  const parsed = parseAction(action);
  return parsed.ok ? parsed.type.kubectl(action, parsed.params) : '';
}
