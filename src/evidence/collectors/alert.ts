import type { Alert } from '../../domain/alert.ts';
import { alertName } from '../../domain/alert.ts';
import type { ObjectRef } from '../../domain/objects.ts';
import type { Collector, Observation } from '../collector.ts';
import { pairs } from '../describe/description.ts';

const mostAlerts = 20;

/** What Alertmanager said. Anyone who can write a rule or send to the webhook wrote it. */
export const alertCollector: Collector = {
  name: 'alert',
  kind: 'alert',
  collect: async ({ alerts, target }) => {
    const shown = alerts.slice(0, mostAlerts).map((alert) => observation(alert, target));
    const left = alerts.length - shown.length;
    if (left <= 0) return shown;
    const [first] = shown;
    return first === undefined ? [] : [...shown, { ...first, summary: `${left} more alerts` }];
  },
};

function observation(alert: Alert, target: ObjectRef | undefined): Observation {
  const { alertname: _name, ...labels } = alert.labels;
  const since =
    alert.status === 'firing' ? `since ${alert.startsAt}` : `at ${alert.endsAt ?? 'an unknown time'}`;
  return {
    kind: 'alert',
    ref: target ?? { apiVersion: 'v4', kind: 'Alert', name: alert.fingerprint },
    source: 'Alertmanager webhook',
    trust: 'untrusted',
    status: 'seen',
    summary: `${alertName(alert)} ${alert.status} ${since}: ${pairs(labels)}`,
    detail: ['summary', 'description', 'message'].flatMap((key) => alert.annotations[key] ?? []).join('\n'),
  };
}
