import type { Incident } from '../../domain/incident.ts';
import { SeverityBadge, StandingBadge } from './badges.tsx';
import { ObjectName } from './object-name.tsx';
import { Progress } from './progress.tsx';
import { sentence } from './sentence.ts';
import { Time } from './time.tsx';
import { visible } from './visible.ts';
import { standing } from './words.ts';

interface IncidentHeadProps {
  readonly incident: Incident;
  readonly now: Date;
}

/** What is broken, and where its handling stands. */
export function IncidentHead({ incident, now }: IncidentHeadProps) {
  const { title, severity, state, target, note, namespaces } = incident;
  return (
    <section class="incident-head" aria-labelledby="title">
      <p class="badges">
        <StandingBadge of={incident} />
        <SeverityBadge severity={severity} />
      </p>
      <h1 id="title">{visible(title)}</h1>
      <p class="incident-target">
        {target === undefined ? <code>{visible(namespaces.join(', '))}</code> : <ObjectName of={target} />}
        <span class="faint">
          opened <Time at={incident.openedAt} now={now} />
        </span>
      </p>
      <p class="standing">{visible(standing(incident))}</p>
      {note === undefined || state === 'closed' ? null : <p class="note">{visible(sentence(note))}</p>}
      <Progress incident={incident} />
      {state === 'awaiting-approval' ? (
        <a class="jump" href="#proposal">
          Go to the proposal
        </a>
      ) : null}
    </section>
  );
}
