import { field, listAt, numberAt, textAt } from '../../domain/fields.ts';
import type { KubernetesObject } from '../../domain/objects.ts';
import { refKey, refOf, refText } from '../../domain/objects.ts';
import { readyPods } from '../../evidence/endpoint-owners.ts';
import { portsListenedOn } from '../../evidence/text/trouble-words.ts';
import { replicaView, templateContainers } from '../../evidence/views/workload-view.ts';
import { hasReachTrouble, logsOf, workloadsBehind } from './connections.ts';
import type { Facts, Seen } from './facts.ts';
import type { Finding, Rule } from './rule.ts';
import { finding } from './rule.ts';

/**
 * Services with the right selector and still nothing to send traffic to: a target port that no container has, a
 * workload at zero replicas, or pods that are not ready (why, other rules say).
 */
export const endpointsRule: Rule = (facts) =>
  facts
    .of('Service')
    .filter(({ object }) => isOfTheIncident(facts, object))
    .flatMap((service) => judge(facts, service));

/** Also what an aggregated API is served by, wherever that is: it is looked at only where the API does not answer. */
function isOfTheIncident(facts: Facts, service: KubernetesObject): boolean {
  const { namespace = '', name } = service.metadata;
  if (facts.namespaces.includes(namespace)) return true;
  return facts
    .of('APIService')
    .some(
      ({ object }) =>
        textAt(object, 'spec', 'service', 'name') === name &&
        textAt(object, 'spec', 'service', 'namespace') === namespace,
    );
}

function judge(facts: Facts, service: Seen): readonly Finding[] {
  const workloads = workloadsBehind(facts, service.object);
  if (workloads.length === 0) return [];
  // Of several workloads behind one selector, some may be caught by mistake: that is another rule's to say.
  const [only, ...others] = workloads;
  const wrong = only === undefined || others.length > 0 ? [] : wrongPort(facts, service, only);
  return wrong.length > 0
    ? wrong
    : [...scaledDown(facts, service, workloads), ...nothingReady(facts, service, workloads)];
}

/** A name that no container port bears resolves to no endpoint at all; a number may be served without being declared. */
function wrongPort(facts: Facts, service: Seen, workload: Seen): readonly Finding[] {
  const declared = templateContainers(workload.object).flatMap(({ raw }) => listAt(raw, 'ports'));
  const missing = listAt(service.object, 'spec', 'ports').find((port) => {
    const wanted = field(port, 'targetPort') ?? numberAt(port, 'port');
    if (typeof wanted === 'string') return !declared.some((own) => textAt(own, 'name') === wanted);
    return declared.length > 0 && !declared.some((own) => numberAt(own, 'containerPort') === wanted);
  });
  if (missing === undefined) return declared.length > 0 ? [] : notListenedOn(facts, service, workload);
  const wanted = field(missing, 'targetPort') ?? numberAt(missing, 'port');
  const object = refOf(service.object);
  const isNamed = typeof wanted === 'string';
  return [
    finding({
      cause: 'service.port-mismatch',
      object,
      confidence: isNamed ? 0.95 : 0.88,
      sure: isNamed,
      why: `${refText(object)} sends traffic to port ${JSON.stringify(wanted)}, which no container of ${refText(refOf(workload.object))} has`,
      evidence: [service.id, workload.id],
    }),
  ];
}

/** Where no port is declared, a program's own word about where it listens is all there is. */
function notListenedOn(facts: Facts, service: Seen, workload: Seen): readonly Finding[] {
  const logs = logsOf(facts, workload.object);
  const own = new Set(logs.flatMap(({ text }) => portsListenedOn(text)));
  if (own.size === 0 || !hasReachTrouble(facts, service.object)) return [];
  const ports = listAt(service.object, 'spec', 'ports');
  const wanted = ports.map((port) => numberAt(port, 'targetPort') ?? numberAt(port, 'port') ?? 0);
  if (wanted.some((port) => own.has(port))) return [];
  const object = refOf(service.object);
  const why = `${refText(object)} sends traffic to port ${wanted.join(', ')}; ${refText(refOf(workload.object))} says that it listens on ${[...own].join(', ')}`;
  const evidence = [service.id, workload.id, ...logs.map(({ id }) => id)];
  return [finding({ cause: 'service.port-mismatch', object, confidence: 0.8, sure: false, why, evidence })];
}

function scaledDown(facts: Facts, service: Seen, workloads: readonly Seen[]): readonly Finding[] {
  const own = facts.target === undefined ? '' : refKey(facts.target);
  const [only] = workloads;
  if (only === undefined || workloads.length !== 1 || refKey(refOf(only.object)) === own) return [];
  if (replicaView(only.object)?.desired !== 0) return [];
  const object = refOf(only.object);
  const why = `${refText(object)}, behind ${refText(refOf(service.object))}, is scaled to zero; someone may have meant it`;
  return [
    finding({
      cause: 'workload.scaled-to-zero',
      object,
      confidence: 0.88,
      sure: false,
      why,
      evidence: [service.id, only.id],
    }),
  ];
}

function nothingReady(facts: Facts, service: Seen, workloads: readonly Seen[]): readonly Finding[] {
  const { name, namespace } = service.object.metadata;
  const slices = facts
    .of('EndpointSlice')
    .filter(
      ({ object }) =>
        object.metadata.namespace === namespace &&
        object.metadata.labels?.['kubernetes.io/service-name'] === name,
    );
  const isDesired = workloads.some(({ object }) => (replicaView(object)?.desired ?? 0) > 0);
  if (slices.length === 0 || !isDesired || slices.some(({ object }) => readyPods(object).length > 0))
    return [];
  const object = refOf(service.object);
  const why = `${refText(object)} selects the right pods, but none of them is ready`;
  const evidence = [service.id, ...slices.map(({ id }) => id)];
  return [
    finding({ cause: 'service.no-ready-endpoints', object, confidence: 0.6, sure: false, why, evidence }),
  ];
}
