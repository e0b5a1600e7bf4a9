import { field } from '../../domain/fields.ts';
import { fromLabelSelector, meets } from '../../domain/label-selector.ts';
import type { KubernetesObject, ObjectRef } from '../../domain/objects.ts';
import { refKey, refOf } from '../../domain/objects.ts';
import type { Dependency } from '../../evidence/dependencies.ts';
import { dependenciesOf, selects } from '../../evidence/dependencies.ts';
import { rollingKinds } from '../../evidence/kinds.ts';
import {
  saysConfigRefused,
  saysCredentialsRefused,
  saysNameUnresolved,
  saysRefused,
  saysTimedOut,
} from '../../evidence/text/trouble-words.ts';
import { isUnhealthy } from '../../evidence/views/pod-view.ts';
import { templateLabels } from '../../evidence/views/workload-view.ts';
import type { Facts, Seen, SeenLog } from './facts.ts';

/** Kinds whose templates say what they talk to. */
const clients = [...rollingKinds, 'CronJob', 'Job'] as const;
const aboutReach = /time-?out|unreach|latency|slow|5xx|50[0234]|error|unavailable|down|probe/iu;

/** Of a log: within them stands what ended the program, a short stack trace included. */
const lastLines = 4;

/** A workload that evidence shows, and a Service that its configuration names. */
export interface Connection extends Dependency {
  readonly client: Seen;
  readonly serviceId: string;
}

export function connectionsIn(facts: Facts): readonly Connection[] {
  const services = facts.of('Service');
  const configMaps = facts.of('ConfigMap').map(({ object }) => object);
  return facts.of(...clients).flatMap((client) =>
    dependenciesOf(
      client.object,
      services.map(({ object }) => object),
      configMaps,
    ).map((dependency) => ({
      ...dependency,
      client,
      serviceId: services.find(({ object }) => object === dependency.service)?.id ?? client.id,
    })),
  );
}

/** The workloads that evidence shows behind a Service. */
export function workloadsBehind(facts: Facts, service: KubernetesObject): readonly Seen[] {
  return facts.of(...rollingKinds).filter(({ object }) => selects(service, object));
}

/** The workloads whose pods a PodDisruptionBudget counts. */
export function workloadsOfBudget(facts: Facts, budget: KubernetesObject): readonly Seen[] {
  const selector = fromLabelSelector(field(budget, 'spec', 'selector'));
  if (selector === undefined || selector.length === 0) return [];
  return facts
    .of(...rollingKinds)
    .filter(
      ({ object }) =>
        object.metadata.namespace === budget.metadata.namespace && meets(selector, templateLabels(object)),
    );
}

export function logsOf(facts: Facts, workload: KubernetesObject): readonly SeenLog[] {
  return logsOfRef(facts, refOf(workload));
}

function logsOfRef(facts: Facts, workload: ObjectRef): readonly SeenLog[] {
  const key = refKey(workload);
  const names = new Set(facts.pods.filter(({ root }) => refKey(root) === key).map(({ name }) => name));
  return facts.logs.filter(({ pod }) => names.has(pod));
}

/** Whether a workload does badly, or its alert or log speaks of connections that fail. */
export function hasConnectionTrouble(facts: Facts, workload: KubernetesObject): boolean {
  const key = refKey(refOf(workload));
  if (facts.pods.some((pod) => refKey(pod.root) === key && isUnhealthy(pod))) return true;
  if (speaksOfConnections(facts, workload)) return true;
  return hasReachTrouble(facts, workload);
}

/** Whether the alert is about an object, and about reaching it. */
export function hasReachTrouble(facts: Facts, object: KubernetesObject): boolean {
  return (
    facts.target !== undefined &&
    refKey(facts.target) === refKey(refOf(object)) &&
    facts.alerts.some(({ labels }) => aboutReach.test(labels['alertname'] ?? ''))
  );
}

/** Whether the logs of a workload end with a refused configuration, and not with connections. */
export function lastWordIsOwn(facts: Facts, workload: ObjectRef): boolean {
  const ends = logsOfRef(facts, workload)
    .map(({ text }) => text.trimEnd().split('\n').slice(-lastLines))
    .filter((lines) => lines.some(saysConfigRefused));
  return (
    ends.length > 0 &&
    ends.every((lines) => lines.findLastIndex(saysConfigRefused) > lines.findLastIndex(tellsOfConnections))
  );
}

export function speaksOfConnections(facts: Facts, workload: KubernetesObject): boolean {
  return logsOf(facts, workload).some(({ text }) => tellsOfConnections(text));
}

function tellsOfConnections(text: string): boolean {
  return saysTimedOut(text) || saysRefused(text) || saysNameUnresolved(text) || saysCredentialsRefused(text);
}
