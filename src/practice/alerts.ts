import type { KubernetesObject } from '../domain/objects.ts';
import { type AlertCondition, conditionHolds, podsBehind } from './alert-condition.ts';
import { timestamp } from './object-store.ts';
import type { Scenario } from './scenario.ts';

type Texts = Readonly<Record<string, string>>;

/** An alert as it was first raised: its labels, and so its fingerprint, stay until it is resolved. */
export interface RaisedAlert {
  readonly labels: Texts;
  readonly annotations: Texts;
  readonly startsAt: string;
  readonly fingerprint: string;
  readonly firesWhile: AlertCondition;
}

export interface RaisedGroup {
  readonly groupBy: readonly string[];
  readonly alerts: readonly RaisedAlert[];
}

/** FNV-1a over the sorted labels, as Prometheus' model.LabelSet makes fingerprints. */
function fingerprintOf(labels: Texts): string {
  const pairs = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  let hash = 0xcbf29ce484222325n;
  for (const byte of Buffer.from(
    pairs.map(([name, value]) => `${name}\u00ff${value}\u00ff`).join(''),
    'latin1',
  )) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  }
  return hash.toString(16).padStart(16, '0');
}

/** The scenario's alerts as they would be raised now, about the objects that there are now. */
export function raiseAlerts(
  scenario: Scenario,
  objects: readonly KubernetesObject[],
): readonly RaisedGroup[] {
  return scenario.groups.map(({ groupBy, alerts }) => ({
    groupBy,
    alerts: alerts.map(({ labels, annotations, startsAt, firesWhile }) => {
      const pod = podsBehind(firesWhile, objects)[0]?.metadata.name ?? '';
      const named = Object.entries(labels).map(([name, value]) => [name, value.replaceAll('{pod}', pod)]);
      const own: Texts = Object.fromEntries(named);
      return { labels: own, annotations, startsAt, fingerprint: fingerprintOf(own), firesWhile };
    }),
  }));
}

/** Those whose condition still holds. */
export function alertsFiring(
  group: RaisedGroup,
  objects: readonly KubernetesObject[],
): readonly RaisedAlert[] {
  return group.alerts.filter(({ firesWhile }) => conditionHolds(firesWhile, objects));
}

function common(maps: readonly Texts[]): Texts {
  const [first = {}, ...others] = maps;
  return Object.fromEntries(
    Object.entries(first).filter(([name, value]) => others.every((other) => other[name] === value)),
  );
}

/**
 * What Alertmanager would post about the group at this moment: its webhook payload, version 4
 * (https://prometheus.io/docs/alerting/latest/configuration/#webhook_config).
 */
export function webhookPayload(group: RaisedGroup, objects: readonly KubernetesObject[], now: Date) {
  const firing = new Set(alertsFiring(group, objects));
  const groupLabels = Object.fromEntries(
    group.groupBy.map((name) => [name, group.alerts[0]?.labels[name] ?? '']),
  );
  const groupKey = Object.entries(groupLabels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return {
    version: '4',
    groupKey: `{}:{${groupKey.join(', ')}}`,
    truncatedAlerts: 0,
    status: firing.size > 0 ? 'firing' : 'resolved',
    receiver: 'firebreak',
    groupLabels,
    commonLabels: common(group.alerts.map(({ labels }) => labels)),
    commonAnnotations: common(group.alerts.map(({ annotations }) => annotations)),
    externalURL: 'http://alertmanager.practice.example',
    alerts: group.alerts.map((alert) => ({
      status: firing.has(alert) ? 'firing' : 'resolved',
      labels: alert.labels,
      annotations: alert.annotations,
      startsAt: alert.startsAt,
      endsAt: firing.has(alert) ? '0001-01-01T00:00:00Z' : timestamp(now),
      generatorURL: 'http://prometheus.practice.example/graph',
      fingerprint: alert.fingerprint,
    })),
  };
}
