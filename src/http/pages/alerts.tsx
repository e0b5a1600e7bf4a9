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
  // What a person asked for has none.
  if (alerts.length === 0 && truncatedAlerts === 0) return null;
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
      <ConfirmationNote alert={alert} now={now} />
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

/** Whether it was only the webhook that said so. */
function ConfirmationNote({ alert, now }: { readonly alert: Alert; readonly now: Date }) {
  const { status, confirmation } = alert;
  if (confirmation === undefined) return null;
  const asked = confirmation.at === undefined ? null : <Time at={confirmation.at} now={now} />;
  switch (confirmation.state) {
    case 'confirmed':
      return <p class="faint">Alertmanager confirms it, asked {asked}.</p>;
    case 'contradicted':
      return (
        <p class="note note-warn">
          {status === 'firing'
            ? 'Alertmanager does not know of it: a change takes two people. Asked '
            : 'Alertmanager says that it still fires: its end cancels nothing. Asked '}
          {asked}.
        </p>
      );
    case 'unconfirmed':
      return (
        <p class="note note-warn">
          {asked === null ? (
            'Alertmanager was not asked yet.'
          ) : (
            <>Alertmanager did not answer, asked {asked}.</>
          )}{' '}
          {status === 'firing'
            ? 'Until it confirms, a change takes two people.'
            : 'Until it confirms, the end cancels nothing.'}
        </p>
      );
    default:
      return confirmation.state satisfies never;
  }
}
