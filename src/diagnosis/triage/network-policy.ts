import { field, listAt, numberAt, textAt } from '../../domain/fields.ts';
import { fromLabelSelector, meets } from '../../domain/label-selector.ts';
import type { KubernetesObject } from '../../domain/objects.ts';
import { refOf, refText } from '../../domain/objects.ts';
import { podTemplate, templateContainers, templateLabels } from '../../evidence/views/workload-view.ts';
import { connectionsIn, hasConnectionTrouble, logsOf, workloadsBehind } from './connections.ts';
import type { Facts, Seen } from './facts.ts';
import type { Finding, Rule } from './rule.ts';
import { finding } from './rule.ts';
import { saysNameUnresolved, saysTimedOut } from '../../evidence/text/trouble-words.ts';

type Way = 'ingress' | 'egress';

/**
 * NetworkPolicies between a client and what it is configured to use: policies add up, so a way is closed only where one
 * selects the pod and none of them opens it. Peers that cannot be judged from here (address blocks) count as open.
 * https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export const networkPolicyRule: Rule = (facts) => {
  if (facts.blind('network-policy')) return [];
  return [...blockedDns(facts), ...blockedWays(facts)];
};

function blockedWays(facts: Facts): readonly Finding[] {
  return connectionsIn(facts).flatMap(({ client, service, serviceId }) => {
    if (!hasConnectionTrouble(facts, client.object)) return [];
    return workloadsBehind(facts, service).flatMap((server) => {
      const ports = listAt(service, 'spec', 'ports').map((port) => targetPort(port, server.object));
      const into = closing(facts, server, 'ingress', client.object, ports);
      const out = closing(facts, client, 'egress', server.object, ports);
      const found = [
        ...into.map((policy) => ({ policy, cause: 'network-policy.blocks-ingress' as const })),
        ...out.map((policy) => ({ policy, cause: 'network-policy.blocks-egress' as const })),
      ];
      const logs = logsOf(facts, client.object);
      const sure = logs.some(({ text }) => saysTimedOut(text));
      return found.slice(0, 1).map(({ policy, cause }) =>
        finding({
          cause,
          object: refOf(policy.object),
          confidence: sure ? 0.95 : 0.86,
          sure,
          why: `${refText(refOf(policy.object))} lets nothing through from ${refText(refOf(client.object))} to ${refText(refOf(server.object))}`,
          evidence: [policy.id, client.id, serviceId, server.id, ...logs.map(({ id }) => id)],
        }),
      );
    });
  });
}

function blockedDns(facts: Facts): readonly Finding[] {
  const clients = facts.of('Deployment', 'StatefulSet', 'DaemonSet', 'CronJob', 'Job');
  return clients.flatMap((client) => {
    const logs = logsOf(facts, client.object).filter(({ text }) => saysNameUnresolved(text));
    const policies = selecting(facts, client.object, 'egress');
    const opens = policies.some(({ object }) =>
      listAt(object, 'spec', 'egress').some((rule) => opensPort(rule, [53, 'dns', 'dns-tcp'])),
    );
    const [policy] = policies;
    if (logs.length === 0 || policy === undefined || opens) return [];
    const object = refOf(policy.object);
    const why = `${refText(object)} does not let ${refText(refOf(client.object))} ask the DNS (port 53)`;
    const evidence = [policy.id, client.id, ...logs.map(({ id }) => id)];
    return [
      finding({ cause: 'network-policy.blocks-dns', object, confidence: 0.96, sure: true, why, evidence }),
    ];
  });
}

/** The policies that close the way, where none of those that select the pod opens it. */
function closing(
  facts: Facts,
  pod: Seen,
  way: Way,
  peer: KubernetesObject,
  ports: readonly (number | string)[],
): readonly Seen[] {
  if (field(podTemplate(pod.object), 'spec', 'hostNetwork') === true) return [];
  const policies = selecting(facts, pod.object, way);
  const open = policies.some(({ object }) =>
    listAt(object, 'spec', way).some((rule) => opensPort(rule, ports) && opensPeer(facts, rule, way, peer)),
  );
  return open ? [] : policies;
}

function selecting(facts: Facts, workload: KubernetesObject, way: Way): readonly Seen[] {
  return facts.of('NetworkPolicy').filter(({ object }) => {
    if (object.metadata.namespace !== workload.metadata.namespace) return false;
    const types = listAt(object, 'spec', 'policyTypes');
    const restricts =
      way === 'ingress' ? types.length === 0 || types.includes('Ingress') : types.includes('Egress');
    const selector = fromLabelSelector(field(object, 'spec', 'podSelector'));
    return restricts && selector !== undefined && meets(selector, templateLabels(workload));
  });
}

function opensPort(rule: unknown, ports: readonly (number | string)[]): boolean {
  const allowed = listAt(rule, 'ports');
  if (allowed.length === 0) return true;
  return allowed.some((one) => {
    const port = field(one, 'port');
    const last = numberAt(one, 'endPort');
    if (port === undefined) return true;
    return ports.some((wanted) =>
      typeof wanted === 'number' && typeof port === 'number' && last !== undefined
        ? wanted >= port && wanted <= last
        : wanted === port,
    );
  });
}

function opensPeer(facts: Facts, rule: unknown, way: Way, peer: KubernetesObject): boolean {
  const peers = listAt(rule, way === 'ingress' ? 'from' : 'to');
  if (peers.length === 0) return true;
  const onHost = field(podTemplate(peer), 'spec', 'hostNetwork') === true;
  return peers.some((one) => {
    if (field(one, 'ipBlock') !== undefined) return true;
    // Traffic of a pod on the host's network bears the node's address, which no selector of pods or namespaces matches.
    if (onHost) return false;
    return inNamespaces(facts, one, peer) && isPod(one, peer);
  });
}

function isPod(peer: unknown, workload: KubernetesObject): boolean {
  const selector = field(peer, 'podSelector');
  if (selector === undefined) return true;
  const requirements = fromLabelSelector(selector);
  return requirements === undefined || meets(requirements, templateLabels(workload));
}

function inNamespaces(facts: Facts, peer: unknown, workload: KubernetesObject): boolean {
  const selector = field(peer, 'namespaceSelector');
  if (selector === undefined) return true;
  const requirements = fromLabelSelector(selector);
  const name = workload.metadata.namespace ?? '';
  const namespace = facts.find({ apiVersion: 'v1', kind: 'Namespace', name });
  if (requirements === undefined || namespace === undefined) return true;
  return meets(requirements, { 'kubernetes.io/metadata.name': name, ...namespace.object.metadata.labels });
}

/** The port of the pods that a Service's port leads to, as a number where the template says it. */
function targetPort(port: unknown, workload: KubernetesObject): number | string {
  const wanted = field(port, 'targetPort') ?? field(port, 'port');
  if (typeof wanted === 'number') return wanted;
  const named = templateContainers(workload)
    .flatMap(({ raw }) => listAt(raw, 'ports'))
    .find((own) => textAt(own, 'name') === wanted);
  return numberAt(named, 'containerPort') ?? (typeof wanted === 'string' ? wanted : '');
}
