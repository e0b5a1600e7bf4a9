import type { Action } from '../../domain/action.ts';
import { field, listAt, textAt, textMapAt } from '../../domain/fields.ts';
import { fromLabels, meets } from '../../domain/label-selector.ts';
import type { KubernetesObject } from '../../domain/objects.ts';
import { refKey, refOf, refText } from '../../domain/objects.ts';
import { podTemplate, templateContainers, templateLabels } from '../../evidence/views/workload-view.ts';
import { connectionsIn, hasConnectionTrouble, workloadsBehind } from './connections.ts';
import type { Facts, Seen } from './facts.ts';
import type { Finding, Rule } from './rule.ts';
import { actionOn, finding } from './rule.ts';

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/ */
const componentLabel = 'app.kubernetes.io/component';
/** Keys that are made to tell the parts of one application apart, best first. */
const tellingKeys = [
  componentLabel,
  'app.kubernetes.io/name',
  'component',
  'app',
  'tier',
  'role',
  'app.kubernetes.io/instance',
];

/**
 * Services whose selector catches pods of a second workload, or of none. Judged for the Service that the incident is
 * about, and only where every workload of its namespace could be seen.
 * https://kubernetes.io/docs/concepts/services-networking/service/#services-in-kubernetes
 */
export const servicesRule: Rule = (facts) => [...ofTheIncident(facts), ...usedInVain(facts)];

function ofTheIncident(facts: Facts): readonly Finding[] {
  if (facts.target?.kind !== 'Service' && facts.target?.kind !== 'Namespace') return [];
  if (facts.blind('workload')) return [];
  return facts.of('Service').flatMap((service) => judge(facts, service));
}

/** Services that a client in trouble is configured to use, and behind whose selector no pod stands, ready or not. */
function usedInVain(facts: Facts): readonly Finding[] {
  return connectionsIn(facts).flatMap(({ client, service, serviceId }) => {
    if (Object.keys(textMapAt(service, 'spec', 'selector')).length === 0) return [];
    if (workloadsBehind(facts, service).length > 0 || !hasConnectionTrouble(facts, client.object)) return [];
    const slices = slicesOf(facts, service);
    if (slices.length === 0 || slices.some(({ object }) => listAt(object, 'endpoints').length > 0)) return [];
    const object = refOf(service);
    const why = `the selector of ${refText(object)}, which ${refText(refOf(client.object))} uses, matches no pod`;
    const evidence = [serviceId, client.id, ...slices.map(({ id }) => id)];
    const cause = 'service.matches-nothing';
    return [finding({ cause, object, confidence: 0.85, sure: false, why, evidence })];
  });
}

function slicesOf(facts: Facts, service: KubernetesObject): readonly Seen[] {
  const { namespace, name } = service.metadata;
  return facts
    .of('EndpointSlice')
    .filter(
      ({ object }) =>
        object.metadata.namespace === namespace &&
        object.metadata.labels?.['kubernetes.io/service-name'] === name,
    );
}

function judge(facts: Facts, service: Seen): readonly Finding[] {
  const selector = textMapAt(service.object, 'spec', 'selector');
  if (Object.keys(selector).length === 0) return [];
  const workloads = facts
    .of('Deployment', 'StatefulSet', 'DaemonSet')
    .filter(({ object }) => object.metadata.namespace === service.object.metadata.namespace);
  const caught = workloads.filter(({ object }) => meets(fromLabels(selector), templateLabels(object)));
  if (caught.length === 0) return matchesNothing(facts, service, selector, workloads);
  if (caught.length > 1 && !isCanary(caught)) return capturesSecond(facts, service, caught);
  return [];
}

/** Two roll-outs of one application: the same images' repositories behind the same ports. */
function isCanary(workloads: readonly Seen[]): boolean {
  const faces = workloads.map(({ object }) =>
    JSON.stringify(
      templateContainers(object)
        .filter(({ init }) => !init)
        .map(({ image, raw }) => [
          image.replace(/[:@][^/]*$/u, ''),
          listAt(raw, 'ports').map((port) => field(port, 'containerPort')),
        ]),
    ),
  );
  return new Set(faces).size === 1;
}

function capturesSecond(facts: Facts, service: Seen, caught: readonly Seen[]): readonly Finding[] {
  const object = refOf(service.object);
  const names = caught.map((one) => refText(refOf(one.object))).join(' and ');
  const confirmed = trafficToBoth(facts, service, caught);
  const evidence = [service.id, ...caught.map(({ id }) => id), ...confirmed];
  const why = `${refText(object)} sends traffic to ${names}: its selector matches the pods of both`;
  const owner = ownerOfService(service, caught);
  const sure = confirmed.length > 0 && owner !== undefined;
  const cause = {
    cause: 'service.captures-second-workload',
    object,
    confidence: sure ? 0.96 : 0.85,
    sure,
    why,
    evidence,
  } as const;
  return [finding(cause, sure ? narrowed(facts, service, owner, caught) : [])];
}

/**
 * The selector with a label that only the owner's pods carry. Where there is none the owner's template gets one first:
 * a selector that asks for a label before its pods have it leaves no endpoint.
 */
function narrowed(facts: Facts, service: Seen, owner: Seen, caught: readonly Seen[]): readonly Action[] {
  const object = refOf(service.object);
  const label = tellingLabel(owner, caught);
  if (label !== undefined) return [actionOn(facts, 'patch-service-selector', object, { selector: label })];
  if (caught.some(({ object: one }) => templateLabels(one)[componentLabel] !== undefined)) return [];
  const labels = { [componentLabel]: object.name };
  return [
    actionOn(facts, 'set-labels', refOf(owner.object), { labels, template: true }),
    actionOn(facts, 'patch-service-selector', object, { selector: labels }),
  ];
}

/** Evidence that ready pods of more than one of the workloads stand behind the selector now. */
function trafficToBoth(facts: Facts, service: Seen, caught: readonly Seen[]): readonly string[] {
  const selector = fromLabels(textMapAt(service.object, 'spec', 'selector'));
  const { namespace } = service.object.metadata;
  const behind = facts.pods.filter(
    (pod) => pod.ready && pod.namespace === namespace && meets(selector, pod.object.metadata.labels ?? {}),
  );
  const roots = new Set(behind.map(({ root }) => refKey(root)));
  if (caught.filter(({ object }) => roots.has(refKey(refOf(object)))).length < 2) return [];
  return [...behind, ...slicesOf(facts, service.object)].map(({ id }) => id);
}

/** The one workload that the Service is meant for: it has the ports, and no other one does, or it bears the name. */
function ownerOfService(service: Seen, caught: readonly Seen[]): Seen | undefined {
  const named = caught.filter(({ object }) => object.metadata.name === service.object.metadata.name);
  const [byName] = named;
  const withPorts = caught.filter((workload) => hasPorts(service, workload));
  const [byPorts] = withPorts;
  if (withPorts.length === 1) return byName === undefined || byName === byPorts ? byPorts : undefined;
  return named.length === 1 ? byName : undefined;
}

function hasPorts(service: Seen, workload: Seen): boolean {
  const ports = listAt(podTemplate(workload.object), 'spec', 'containers').flatMap((container) =>
    listAt(container, 'ports'),
  );
  return listAt(service.object, 'spec', 'ports').every((port) => {
    const wanted = field(port, 'targetPort') ?? field(port, 'port');
    return ports.some((own) => textAt(own, 'name') === wanted || field(own, 'containerPort') === wanted);
  });
}

/** A label of the owner's pods that none of the others carries with that value. */
function tellingLabel(owner: Seen, caught: readonly Seen[]): Readonly<Record<string, string>> | undefined {
  const own = templateLabels(owner.object);
  const others = caught.filter((one) => one !== owner).map(({ object }) => templateLabels(object));
  const key = tellingKeys.find(
    (candidate) =>
      own[candidate] !== undefined && others.every((labels) => labels[candidate] !== own[candidate]),
  );
  const value = key === undefined ? undefined : own[key];
  return key === undefined || value === undefined ? undefined : { [key]: value };
}

/** A selector that one workload misses by a single label may be a slip; the mend needs the name to agree as well. */
function matchesNothing(
  facts: Facts,
  service: Seen,
  selector: Readonly<Record<string, string>>,
  workloads: readonly Seen[],
): readonly Finding[] {
  const object = refOf(service.object);
  const others = facts
    .of('Job', 'CronJob', 'Pod')
    .some(({ object: other }) => meets(fromLabels(selector), templateLabels(other)));
  if (others) return [];
  const near = workloads.flatMap((workload) => {
    const labels = templateLabels(workload.object);
    const missed = Object.keys(selector).filter((key) => labels[key] !== selector[key]);
    const [key] = missed;
    const value = key === undefined ? undefined : labels[key];
    return missed.length === 1 && key !== undefined && value !== undefined
      ? [{ workload, mend: { [key]: value } }]
      : [];
  });
  const meant = ownerOfService(
    service,
    near.map(({ workload }) => workload),
  );
  const only = near.find(
    ({ workload }) => workload === meant && workload.object.metadata.name === object.name,
  );
  const sure = only !== undefined;
  const why = `the selector of ${refText(object)} matches no workload of its namespace`;
  const evidence = [service.id, ...workloads.map(({ id }) => id)];
  const cause = {
    cause: 'service.matches-nothing',
    object,
    confidence: sure ? 0.95 : 0.85,
    sure,
    why,
    evidence,
  } as const;
  return [
    finding(cause, sure ? [actionOn(facts, 'patch-service-selector', object, { selector: only.mend })] : []),
  ];
}
