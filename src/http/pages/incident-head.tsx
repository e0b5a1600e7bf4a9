import type { Incident } from '../../domain/incident.ts';
import { highestRisk } from '../highest-risk.ts';
import { SeverityBadge, StandingBadge } from './badges.tsx';
import { ObjectName } from './object-name.tsx';
import { Progress } from './progress.tsx';
import { sentence } from './sentence.ts';
import { StepLine } from './step-line.tsx';
import { Time } from './time.tsx';
import { visible } from './visible.ts';
import { standing, standsOf } from './words.ts';

/** What fits beside the rest into the first look. */
const mostSteps = 3;

interface IncidentHeadProps {
  readonly incident: Incident;
  readonly now: Date;
}

/** What is broken, and where its handling stands. */
export function IncidentHead({ incident, now }: IncidentHeadProps) {
  const { title, severity, state, target, note, namespaces, proposal } = incident;
  return (
    <section class="incident-head" aria-labelledby="title">
      <p class="badges">
        <StandingBadge of={standsOf(incident)} />
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
      {state === 'awaiting-approval' && proposal !== undefined ? (
        <ul class="glance">
          {proposal.steps.slice(0, mostSteps).map((step, index) => (
            <li key={index}>
              <StepLine step={step} />
            </li>
          ))}
          <li class="faint">
            {proposal.steps.length > mostSteps ? `and ${proposal.steps.length - mostSteps} more, ` : ''}
            {highestRisk(proposal.steps)} risk, expires <Time at={proposal.expiresAt} now={now} />
          </li>
        </ul>
      ) : null}
      <Progress incident={incident} />
      {state === 'awaiting-approval' ? (
        <a class="jump" href="#proposal">
          Go to the proposal
        </a>
      ) : null}
    </section>
  );
}
