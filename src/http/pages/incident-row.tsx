import type { IncidentSummary } from '../ports.ts';
import { SeverityBadge, StandingBadge } from './badges.tsx';
import { ObjectName } from './object-name.tsx';
import { Time } from './time.tsx';
import { visible } from './visible.ts';

interface IncidentRowProps {
  readonly incident: IncidentSummary;
  readonly now: Date;
}

export function IncidentRow({ incident, now }: IncidentRowProps) {
  const { id, title, severity, target, namespaces, alerts } = incident;
  return (
    <li class={`incident-row stripe-${severity}`}>
      <div class="incident-row-main">
        <a class="incident-title" href={`/incidents/${encodeURIComponent(id)}`}>
          {visible(title)}
        </a>
        <p class="incident-target">
          {target === undefined ? <code>{visible(namespaces.join(', '))}</code> : <ObjectName of={target} />}
        </p>
      </div>
      <div class="incident-row-badges">
        <StandingBadge of={incident} />
        <SeverityBadge severity={severity} />
      </div>
      <p class="incident-row-facts">
        <span>{alerts === 1 ? '1 alert' : `${alerts} alerts`}</span>
        <span>
          opened <Time at={incident.openedAt} now={now} />
        </span>
      </p>
    </li>
  );
}
