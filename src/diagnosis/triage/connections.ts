import type { KubernetesObject } from '../../domain/objects.ts';
import { refKey, refOf } from '../../domain/objects.ts';
import type { Dependency } from '../../evidence/dependencies.ts';
import { dependenciesOf, selects } from '../../evidence/dependencies.ts';
import { rollingKinds } from '../../evidence/kinds.ts';
import {
  saysCredentialsRefused,
  saysNameUnresolved,
  saysRefused,
  saysTimedOut,
} from '../../evidence/text/trouble-words.ts';
import { isUnhealthy } from '../../evidence/views/pod-view.ts';
import type { Facts, Seen, SeenLog } from './facts.ts';

/** Kinds whose templates say what they talk to. */
const clients = [...rollingKinds, 'CronJob', 'Job'] as const;
const aboutReach = /time-?out|unreach|latency|slow|5xx|50[0234]|error|unavailable|down|probe/iu;

/** A workload that evidence shows, and a Service that its configuration names. */
export interface Connection extends Dependency {
  readonly client: Seen;
  readonly serviceId: string;
}

export function connectionsIn(facts: Facts): readonly Connection[] {
  const services = facts.of('Service');
  return facts.of(...clients).flatMap((client) =>
    dependenciesOf(
      client.object,
      services.map(({ object }) => object),
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

export function logsOf(facts: Facts, workload: KubernetesObject): readonly SeenLog[] {
  const key = refKey(refOf(workload));
  const names = new Set(facts.pods.filter(({ root }) => refKey(root) === key).map(({ name }) => name));
  return facts.logs.filter(({ pod }) => names.has(pod));
}

/** Whether a workload does badly, or its alert or log speaks of connections that fail. */
export function hasConnectionTrouble(facts: Facts, workload: KubernetesObject): boolean {
  const key = refKey(refOf(workload));
  if (facts.pods.some((pod) => refKey(pod.root) === key && isUnhealthy(pod))) return true;
  if (speaksOfConnections(facts, workload)) return true;
  return (
    facts.target !== undefined &&
    refKey(facts.target) === key &&
    facts.alerts.some(({ labels }) => aboutReach.test(labels['alertname'] ?? ''))
  );
}

export function speaksOfConnections(facts: Facts, workload: KubernetesObject): boolean {
  return logsOf(facts, workload).some(
    ({ text }) =>
      saysTimedOut(text) || saysRefused(text) || saysNameUnresolved(text) || saysCredentialsRefused(text),
  );
}
