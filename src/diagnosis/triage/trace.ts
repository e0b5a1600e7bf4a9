import { textAt } from '../../domain/fields.ts';
import type { ObjectRef } from '../../domain/objects.ts';
import { refKey, refOf, refText } from '../../domain/objects.ts';
import { backendNames } from '../../evidence/incident-workloads.ts';
import { known } from '../../evidence/kinds.ts';
import type { CauseCode } from '../taxonomy.ts';
import { isAboutLevel } from './namespace-level.ts';
import { connectionsIn, lastWordIsOwn, workloadsBehind, workloadsOfBudget } from './connections.ts';
import type { Facts } from './facts.ts';
import type { Finding } from './rule.ts';
import { finding } from './rule.ts';

/** What a workload also shows when something that it depends on is broken. */
const symptoms: ReadonlySet<CauseCode> = new Set<CauseCode>([
  'container.crash',
  'container.config-refused',
  'container.exits-cleanly',
  'probe.liveness-failing',
  'probe.readiness-failing',
  'probe.startup-failing',
  'service.no-ready-endpoints',
  'workload.rollout-stuck',
  'job.failed',
  'job.deadline-exceeded',
  'control-plane.api-unavailable',
  'dns.name-unresolved',
  'autoscaler.no-metrics',
]);
/** Of two findings along a way, the broken dependency stands before what suffers from it by this much. */
const step = 0.05;

/**
 * Puts what broke before what suffers: a symptom of a workload comes after the findings about the Services and workloads
 * that it depends on, however far down. Pods that lack only their DNS are judged alike.
 */
export function traced(findings: readonly Finding[], facts: Facts): readonly Finding[] {
  const edges = dependencyEdges(facts);
  const own = findings.filter((one) => isOwnFault(one, facts));
  return findings.map((one) => {
    const better = own.find(({ cause }) => isBelow(one, cause.object, edges));
    if (better !== undefined) return afterOwnFault(one, better);
    if (!symptoms.has(one.cause.cause) || own.includes(one)) return one;
    const below = reachable(refKey(one.cause.object), edges);
    const behind = findings.filter((other) => other !== one && isBehind(other, below, facts));
    const [best] = behind.toSorted((a, b) => b.cause.confidence - a.cause.confidence);
    if (best === undefined) return one;
    const confidence = Math.min(one.cause.confidence, Math.max(0.1, best.cause.confidence - step));
    const why = `${one.cause.why}; it depends on ${refText(best.cause.object)}, which is in trouble of its own`;
    return finding({ ...one.cause, confidence, sure: false, why });
  });
}

function isBelow({ cause }: Finding, object: ObjectRef, edges: Edges): boolean {
  return reachable(refKey(object), edges).has(refKey(cause.object));
}

/** Trouble of a dependency explains nothing where the program says that it ended for a reason of its own. */
function afterOwnFault(one: Finding, { cause }: Finding): Finding {
  const confidence = Math.min(one.cause.confidence, cause.confidence - step);
  const why = `${one.cause.why}; but ${refText(cause.object)} ends for a reason of its own`;
  return finding({ ...one.cause, confidence, sure: false, why });
}

/** A program that ends over its configuration does so whatever it depends on, and its log says so last. */
function isOwnFault({ cause: { cause, object } }: Finding, facts: Facts): boolean {
  return cause === 'container.config-refused' && lastWordIsOwn(facts, object);
}

/** A symptom further down counts as well: the last in the chain is what nothing else explains. */
function isBehind(other: Finding, below: ReadonlySet<string>, facts: Facts): boolean {
  if (other.cause.cause === 'service.no-ready-endpoints' || other.cause.cause === 'dns.name-unresolved')
    return false;
  if (other.cause.cause === 'dns.unavailable') return facts.logs.length > 0;
  return below.has(refKey(other.cause.object));
}

type Edges = ReadonlyMap<string, readonly string[]>;

/** From each client and aggregated API to the Services that it names, from each Service and budget to its workloads. */
function dependencyEdges(facts: Facts): Edges {
  const edges = new Map<string, readonly string[]>();
  const add = (from: ObjectRef, to: ObjectRef) => {
    edges.set(refKey(from), [...(edges.get(refKey(from)) ?? []), refKey(to)]);
  };
  for (const { client, service } of connectionsIn(facts)) add(refOf(client.object), refOf(service));
  for (const { object } of facts.of('APIService')) {
    const name = textAt(object, 'spec', 'service', 'name');
    if (name !== undefined)
      add(refOf(object), known('Service', name, textAt(object, 'spec', 'service', 'namespace')));
  }
  for (const { object } of facts.of('Ingress')) {
    for (const name of backendNames(object))
      add(refOf(object), known('Service', name, object.metadata.namespace));
  }
  // An autoscaler shows an API only where it gets no metrics from it.
  for (const { object: scaler } of facts.of('HorizontalPodAutoscaler')) {
    for (const { object: api } of facts.of('APIService')) add(refOf(scaler), refOf(api));
  }
  for (const { object } of facts.of('PodDisruptionBudget')) {
    for (const workload of workloadsOfBudget(facts, object)) add(refOf(object), refOf(workload.object));
  }
  for (const { object } of facts.of('Service')) {
    for (const workload of workloadsBehind(facts, object)) add(refOf(object), refOf(workload.object));
  }
  return edges;
}

/** Everything below a key, itself left out: what depends on itself by a loop is no cause of itself. */
function reachable(from: string, edges: Edges): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [...(edges.get(from) ?? [])];
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    if (key === from || found.has(key)) continue;
    found.add(key);
    open.push(...(edges.get(key) ?? []));
  }
  return found;
}

/** The target and everything that it depends on; undefined where the incident is about whole namespaces. */
export function concernedKeys(facts: Facts): ReadonlySet<string> | undefined {
  if (isAboutLevel(facts)) return new Set();
  if (facts.target === undefined || facts.target.kind === 'Namespace') return undefined;
  const own = refKey(facts.target);
  return new Set([own, ...reachable(own, dependencyEdges(facts))]);
}
