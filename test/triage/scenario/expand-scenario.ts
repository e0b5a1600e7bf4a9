import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import type { KubernetesObject } from '../../../src/domain/objects.ts';
import { withTimes } from '../../../src/practice/relative-times.ts';
import { expandService } from './endpoints.ts';
import { type Entry, entrySchema, keyOf, merged, objectOf } from './entry.ts';
import { eventOn } from './event.ts';
import { expandNode } from './node.ts';
import type { Scenario } from './scenario.ts';
import { expandWorkload, type Log, templatedKinds } from './workload.ts';

export interface RecordedScenario {
  readonly objects: readonly KubernetesObject[];
  readonly logs: readonly Log[];
  /** An Alertmanager v4 webhook payload. */
  readonly payload: unknown;
  readonly now: Date;
}

const background = z
  .array(entrySchema)
  .parse(parse(readFileSync(new URL('background.yaml', import.meta.url), 'utf8')));

/** Writes a scenario out: every object, log line and label, with `<workload/0>` replaced by the name of its first pod. */
export function expandScenario(scenario: Scenario): RecordedScenario {
  const now = new Date(scenario.now);
  const own = new Set(scenario.cluster.map(keyOf));
  const absent = new Set(scenario.without);
  const entries = [
    ...background.filter((entry) => !own.has(keyOf(entry)) && !absent.has(nameOf(entry))),
    ...scenario.cluster,
  ];
  const nodes = entries.filter(({ kind }) => kind === 'Node').map(({ name }) => name);
  const workloads = entries.filter(isTemplated).map((entry, index) => ({
    entry,
    ...expandWorkload(entry, (pod) => ({
      node: nodes[(index + pod) % nodes.length] ?? 'node-1',
      address: `10.42.${index}.${pod + 4}`,
    })),
  }));
  const pods = workloads.flatMap((one) => one.pods);
  const names = (text: string) =>
    text.replace(
      /<(?<path>[a-z0-9.-]+(?:\/[a-z0-9.-]+)?)\/(?<index>\d+)>/gu,
      (whole, path: string, index: string) => {
        const found = workloads.find(
          ({ entry }) => path === entry.name || path === `${entry.namespace ?? ''}/${entry.name}`,
        );
        return found?.pods[Number(index)]?.metadata.name ?? whole;
      },
    );
  const objects = [
    ...workloads.flatMap((one) => one.objects),
    ...entries.filter((entry) => !isTemplated(entry)).flatMap((entry) => expandOther(entry, pods)),
  ];
  const events = scenario.events.map((event, index) => {
    const [kind = '', path = ''] = names(event.on).split(' ');
    const about = objects.find((object) => `${object.kind} ${pathOf(object)}` === `${kind} ${path}`);
    const [first = '', second] = path.split('/');
    const entry = second === undefined ? { kind, name: first } : { kind, namespace: first, name: second };
    const { on: _on, since, count, ...rest } = event;
    return eventOn({
      object: about ?? objectOf({ ...entry, fields: {} }, {}),
      ...rest,
      ...(since === undefined ? {} : { since }),
      ...(count === undefined ? {} : { count }),
      index,
    });
  });
  const written = withTimes(inTexts([...namespacesOf(objects), ...objects, ...events], names), now);
  return {
    objects: written as readonly KubernetesObject[],
    logs: [...workloads.flatMap(({ logs }) => logs), ...scenario.logs.map((log) => logOf(log, names))],
    payload: withTimes(inTexts(payloadOf(scenario), names), now),
    now,
  };
}

const isTemplated = ({ kind }: Entry) => (templatedKinds as readonly string[]).includes(kind);

function expandOther(entry: Entry, pods: readonly KubernetesObject[]): readonly KubernetesObject[] {
  if (entry.kind === 'Service') return expandService(entry, pods);
  if (entry.kind === 'Node') return [expandNode(entry)];
  const {
    labels: _labels,
    annotations: _annotations,
    created: _created,
    deleted: _deleted,
    ...body
  } = entry.fields;
  return [objectOf(entry, body)];
}

/** A namespace and its `default` ServiceAccount for every one that is named and not written. */
function namespacesOf(objects: readonly KubernetesObject[]): readonly KubernetesObject[] {
  const has = (kind: string, path: string) =>
    objects.some((object) => object.kind === kind && pathOf(object) === path);
  const names = [...new Set(objects.flatMap(({ metadata }) => metadata.namespace ?? []))];
  return names.flatMap((name) => [
    ...(has('Namespace', name)
      ? []
      : [
          objectOf(
            { kind: 'Namespace', name, fields: { labels: { 'kubernetes.io/metadata.name': name } } },
            { status: { phase: 'Active' } },
          ),
        ]),
    ...(has('ServiceAccount', `${name}/default`)
      ? []
      : [objectOf({ kind: 'ServiceAccount', name: 'default', namespace: name, fields: {} }, {})]),
  ]);
}

const nameOf = ({ kind, namespace, name }: Entry) =>
  namespace === undefined ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;

function pathOf({ metadata: { namespace, name } }: KubernetesObject): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}

function logOf({ of, previous, text }: Scenario['logs'][number], names: (text: string) => string): Log {
  const [namespace = '', pod = '', container = ''] = of.replace(/<[^>]+>/u, names).split('/');
  return { namespace, pod, container, previous, text };
}

function payloadOf({ alerts }: Scenario): unknown {
  return {
    version: '4',
    groupKey: '{}:{}',
    truncatedAlerts: 0,
    status: 'firing',
    receiver: 'firebreak',
    groupLabels: {},
    commonLabels: {},
    commonAnnotations: {},
    externalURL: 'http://alertmanager.example.com',
    alerts: alerts.map((alert) => merged({ status: 'firing', endsAt: '0001-01-01T00:00:00Z' }, alert)),
  };
}

function inTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item) => inTexts(item, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, inTexts(child, change)]));
}
