import { isDeepStrictEqual } from 'node:util';
import { bareRefOf, type KubernetesObject, objectKey } from '../../domain/objects.ts';
import type { ClusterReader } from '../../ports/cluster.ts';
import type { Guardrail, GuardrailContext } from '../guardrail.ts';
import { podTemplateOf } from '../workloads/pod-template.ts';
import { listAll, readWorkloadObjects } from '../workloads/read-workload-objects.ts';
import { type Workload, workloadsOf } from '../workloads/workload.ts';
import { containersOf } from './containers.ts';
import type { SelectorChange } from './effect.ts';
import { changesServicePorts, judgeServicePorts } from './service-ports.ts';
import { type Judgement, judgeSelectors } from './judge-selectors.ts';
import { judgeHostPeers, newPeers } from './host-peers.ts';
import { judgeNamespaceLabels } from './namespace-peers.ts';
import { ownSelectorProblem } from './own-selector.ts';
import { readNamedBy } from './read-peers.ts';
import { select, usesHostNetwork } from './selection.ts';
import {
  choiceOf,
  foreignPeersOf,
  holdsPodSelectors,
  type PodSelector,
  podSelectorsOf,
  selectorKinds,
} from './pod-selector.ts';

/** Layer 2: no selector catches a second workload, and none loses everything that it selects. */
export const selectorLayer: Guardrail = {
  layer: 'selector',
  async judge(context) {
    return { layer: 'selector', ...(await judge(context)) };
  },
};

const untouched: Judgement = {
  outcome: 'pass',
  reason: 'selector.no-change',
  message: 'neither a selector nor a label that selectors match changes',
};

async function judge({ change, cluster }: GuardrailContext): Promise<Judgement> {
  const { after } = change;
  if (after === undefined) return untouched;
  const before = change.request.verb === 'create' ? undefined : change.before;
  const problem = ownSelectorProblem(before, after);
  if (problem !== undefined)
    return { outcome: 'refuse', reason: 'selector.immutable', ...problem, objects: [bareRefOf(after)] };
  if (after.kind === 'Namespace') return judgeNamespace(cluster, before, after);
  if (holdsPodSelectors(after)) return judgeHolder(cluster, before, after);
  return changesPods(before, after) ? judgeLabels(cluster, before, after) : untouched;
}

async function judgeNamespace(
  cluster: ClusterReader,
  before: KubernetesObject | undefined,
  after: KubernetesObject,
): Promise<Judgement> {
  if (before === undefined || isDeepStrictEqual(namedLabels(before), namedLabels(after))) return untouched;
  const policies = await listAll(cluster, { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy' });
  return judgeNamespaceLabels(before, after, policies);
}

/** Labels by which policies may name a namespace; those of Pod Security admission are for the API server alone. */
function namedLabels(namespace: KubernetesObject): Readonly<Record<string, string>> {
  const labels = Object.entries(namespace.metadata.labels ?? {});
  return Object.fromEntries(labels.filter(([key]) => !key.startsWith('pod-security.kubernetes.io/')));
}

async function judgeHolder(
  cluster: ClusterReader,
  before: KubernetesObject | undefined,
  after: KubernetesObject,
): Promise<Judgement> {
  const namespace = namespaceNameOf(after);
  const labels = await namespaceLabels(cluster, namespace, [after]);
  const old = before === undefined ? [] : podSelectorsOf(before, labels);
  const next = podSelectorsOf(after, labels);
  const isSameChoice = isDeepStrictEqual(old.map(choiceOf), next.map(choiceOf));
  const changesPorts = changesServicePorts(before, after);
  const peers = newPeers(before, after);
  if (isSameChoice && !changesPorts && peers.length === 0) return untouched;
  const workloads = workloadsOf(await readWorkloadObjects(cluster, namespace));
  const judgement = isSameChoice ? untouched : judgeSelectors(paired(old, next, workloads), true);
  if (judgement.outcome === 'refuse') return judgement;
  if (!changesPorts) {
    const home = { name: namespace, labels, workloads };
    const named = peers.map(async (peer) => ({ peer, named: await readNamedBy(cluster, after, peer, home) }));
    return judgeHostPeers(after, await Promise.all(named)) ?? judgement;
  }
  const selected = next.flatMap((selector) => select(selector, workloads)).map(({ workload }) => workload);
  const ingresses = await listAll(cluster, {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    namespace,
  });
  return judgeServicePorts(before, after, selected, ingresses) ?? judgement;
}

function paired(
  old: readonly PodSelector[],
  next: readonly PodSelector[],
  workloads: readonly Workload[],
): readonly SelectorChange[] {
  const places = new Set([...old, ...next].map(({ place }) => place));
  return [...places].map((place) => ({
    before: old.find((selector) => selector.place === place),
    after: next.find((selector) => selector.place === place),
    workloadsBefore: workloads,
    workloadsAfter: workloads,
  }));
}

/**
 * A Pod's own labels count, and of everything else those of its pod template; and which network the pods are in, and
 * by which names their ports are found.
 */
function changesPods(before: KubernetesObject | undefined, after: KubernetesObject): boolean {
  const next = podTemplateOf(after)?.metadata.labels;
  if (next === undefined) return false;
  if (!isDeepStrictEqual(before && podTemplateOf(before)?.metadata.labels, next)) return true;
  if (before === undefined) return false;
  if (usesHostNetwork(before) !== usesHostNetwork(after)) return true;
  const ports = (object: KubernetesObject): unknown =>
    workloadsOf([object])
      .flatMap(containersOf)
      .map((container) => container.ports);
  return !isDeepStrictEqual(ports(before), ports(after));
}

async function judgeLabels(
  cluster: ClusterReader,
  before: KubernetesObject | undefined,
  after: KubernetesObject,
): Promise<Judgement> {
  const namespace = namespaceNameOf(after);
  const [objects, policies, ...holders] = await Promise.all([
    readWorkloadObjects(cluster, namespace),
    listAll(cluster, networkPolicies),
    ...selectorKinds
      .filter(({ kind }) => kind !== networkPolicies.kind)
      .map((kind) => listAll(cluster, { ...kind, namespace })),
  ]);
  const isOwn = ({ metadata }: KubernetesObject): boolean => metadata.namespace === namespace;
  const labels = await namespaceLabels(cluster, namespace, policies);
  const selectors = [
    ...[...holders.flat(), ...policies.filter(isOwn)].flatMap((holder) => podSelectorsOf(holder, labels)),
    ...policies.filter((policy) => !isOwn(policy)).flatMap((policy) => foreignPeersOf(policy, labels)),
  ];
  const workloadsBefore = workloadsOf(replaced(objects, after, before));
  const workloadsAfter = workloadsOf(replaced(objects, after, after));
  const changed = [...workloadsOf(before === undefined ? [] : [before]), ...workloadsOf([after])];
  const changes = selectors
    .filter((selector) => select(selector, changed).length > 0)
    .map((selector) => ({ before: selector, after: selector, workloadsBefore, workloadsAfter }));
  const judgement = judgeSelectors(changes, false);
  return before !== undefined && leavesPodNetwork(before, after) ? withNodesRemedy(judgement) : judgement;
}

/** Policies of every namespace may name the pods of this one. */
const networkPolicies = { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy' } as const;

function leavesPodNetwork(before: KubernetesObject, after: KubernetesObject): boolean {
  return usesHostNetwork(after) && !usesHostNetwork(before);
}

/** No label brings back what has no address of its own. */
function withNodesRemedy(judgement: Judgement): Judgement {
  if (judgement.outcome !== 'refuse') return judgement;
  const remedy =
    "leave hostNetwork off, or first let the policies name the nodes' addresses by ipBlock: pods in the host's network have the node's address, which no podSelector or namespaceSelector matches";
  return { ...judgement, remedy };
}

function replaced(
  objects: readonly KubernetesObject[],
  target: KubernetesObject,
  by: KubernetesObject | undefined,
): readonly KubernetesObject[] {
  const key = objectKey(target);
  const others = objects.filter((object) => objectKey(object) !== key);
  return by === undefined ? others : [...others, by];
}

/** Only peers of NetworkPolicies need to know what their own namespace is labelled. */
async function namespaceLabels(
  cluster: ClusterReader,
  name: string,
  holders: readonly KubernetesObject[],
): Promise<Readonly<Record<string, string>> | undefined> {
  if (!holders.some((holder) => holder.kind === 'NetworkPolicy')) return undefined;
  const namespace = await cluster.get({ apiVersion: 'v1', kind: 'Namespace', name });
  return namespace && (namespace.metadata.labels ?? {});
}

function namespaceNameOf(object: KubernetesObject): string {
  return object.metadata.namespace ?? 'default';
}
