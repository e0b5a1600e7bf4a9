import { type Alert, alertName } from '../../domain/alert.ts';
import type { Incident } from '../../domain/incident.ts';
import { UntrustedMark } from './untrusted-mark.tsx';
import { Section } from './section.tsx';
import { Time } from './time.tsx';
import { visible } from './visible.ts';

interface AlertsProps {
  readonly incident: Pick<Incident, 'alerts' | 'truncatedAlerts'>;
  readonly now: Date;
}

export function Alerts({ incident, now }: AlertsProps) {
  const { alerts, truncatedAlerts } = incident;
  return (
    <Section id="alerts" title="Alerts" aside={<UntrustedMark />}>
      {truncatedAlerts === 0 ? null : (
        <p class="note note-warn">{`Alertmanager left out ${truncatedAlerts} more (max_alerts).`}</p>
      )}
      <div class="alerts">
        {alerts.map((alert) => (
          <AlertDetails key={`${alert.fingerprint}-${alert.startsAt}`} alert={alert} now={now} />
        ))}
      </div>
    </Section>
  );
}

function AlertDetails({ alert, now }: { readonly alert: Alert; readonly now: Date }) {
  const { status, startsAt, endsAt, labels, annotations, generatorURL } = alert;
  const summary = annotations['summary'] ?? annotations['description'];
  return (
    <details class="alert" id={`alert-${alert.fingerprint.replace(/[^\w-]/g, '_')}`}>
      <summary>
        <span class={`badge alert-${status}`}>{status}</span> {visible(alertName(alert))}{' '}
        <span class="faint">
          started <Time at={startsAt} now={now} />
        </span>
      </summary>
      {summary === undefined ? null : <p>{visible(summary)}</p>}
      <dl class="labels">
        {Object.entries({ ...labels, ...annotations }).map(([name, value]) => (
          <div key={name}>
            <dt>{visible(name)}</dt>
            <dd>{visible(value)}</dd>
          </div>
        ))}
      </dl>
      {endsAt === undefined ? null : (
        <p class="faint">
          resolved <Time at={endsAt} />
        </p>
      )}
      {/* Text, not a link: an alert's author must not choose where an approver clicks. */}
      {generatorURL === undefined ? null : <p class="faint generator">{visible(generatorURL)}</p>}
    </details>
  );
}
