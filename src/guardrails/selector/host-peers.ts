import { isDeepStrictEqual } from 'node:util';
import { field, listAt } from '../../domain/fields.ts';
import { fromLabelSelector, meets, type Requirement } from '../../domain/label-selector.ts';
import { bareRefOf, type KubernetesObject, refOf, refText } from '../../domain/objects.ts';
import type { Workload } from '../workloads/workload.ts';
import type { Judgement } from './judge-selectors.ts';
import { type Labels, liveLabels, plannedLabels } from './pod-labels.ts';
import { InvalidSelectorError } from './pod-selector.ts';
import { isInHostNetwork } from './selection.ts';
import { workloadsText } from './words.ts';

/** A namespace as peers see it; its labels are undefined where they are not known. */
export interface PeerNamespace {
  readonly name: string;
  readonly labels: Labels | undefined;
  readonly workloads: readonly Workload[];
}

/** One entry of `from` or `to`. */
export interface Peer {
  /** `ingress[0]`. */
  readonly place: string;
  readonly value: unknown;
}

const sides = [
  { direction: 'ingress', side: 'from' },
  { direction: 'egress', side: 'to' },
] as const;

/**
 * The peers of a NetworkPolicy that a change brings, address blocks and the rules that hold one left aside: whoever
 * wrote a block beside the labels has thought of the nodes.
 */
export function newPeers(before: KubernetesObject | undefined, after: KubernetesObject): readonly Peer[] {
  if (after.kind !== 'NetworkPolicy') return [];
  const old = before === undefined ? [] : peersOf(before);
  return peersOf(after).filter((peer) => !old.some((known) => isDeepStrictEqual(known.value, peer.value)));
}

function peersOf(policy: KubernetesObject): readonly Peer[] {
  return sides.flatMap(({ direction, side }) =>
    listAt(policy, 'spec', direction).flatMap((rule, index) => {
      const peers = listAt(rule, side);
      if (peers.some((peer) => field(peer, 'ipBlock') !== undefined)) return [];
      return peers.map((value) => ({ place: `${direction}[${index}]`, value }));
    }),
  );
}

/** The workloads that a peer names among those of some namespaces. Throws `InvalidSelectorError`. */
export function namedBy(
  policy: KubernetesObject,
  peer: Peer,
  namespaces: readonly PeerNamespace[],
): readonly Workload[] {
  const pods = podsOf(policy, peer);
  return namespaces
    .filter((namespace) => namesNamespace(policy, peer, namespace))
    .flatMap(({ workloads }) => workloads.filter((workload) => carries(workload, pods)));
}

/** Without a namespaceSelector a peer means the policy's own namespace. */
export function namesNamespace(
  policy: KubernetesObject,
  peer: Peer,
  { name, labels }: Pick<PeerNamespace, 'name' | 'labels'>,
): boolean {
  const requirements = namespacesOf(policy, peer);
  if (requirements === undefined) return name === policy.metadata.namespace;
  return labels !== undefined && meets(requirements, labels);
}

/** Undefined where a peer says nothing of namespaces. */
export function namespacesOf(
  policy: KubernetesObject,
  { place, value }: Peer,
): readonly Requirement[] | undefined {
  const selector = field(value, 'namespaceSelector') ?? undefined;
  return selector === undefined ? undefined : read(policy, place, selector);
}

export function podsOf(policy: KubernetesObject, { place, value }: Peer): readonly Requirement[] {
  return read(policy, place, field(value, 'podSelector') ?? {});
}

/**
 * Peers that name pods, all of them in the network of their host: those have the address of their node, which no
 * selector matches, so nobody who is named gets through. Undefined where there is none.
 * https://kubernetes.io/docs/concepts/services-networking/network-policies/#networkpolicy-and-hostnetwork-pods
 */
export function judgeHostPeers(
  policy: KubernetesObject,
  peers: readonly { readonly peer: Peer; readonly named: readonly Workload[] }[],
): Judgement | undefined {
  const dead = peers.filter(({ named }) => named.length > 0 && named.every(isInHostNetwork));
  if (dead.length === 0) return undefined;
  const list = dead.map(({ peer, named }) => `${peer.place} names only ${workloadsText(named)}`);
  return {
    outcome: 'refuse',
    reason: 'selector.peer-in-host-network',
    message: `${refText(refOf(policy))}: ${list.join('; ')}, in the network of the host, where no podSelector or namespaceSelector matches`,
    remedy: "name the nodes' addresses by ipBlock, or leave hostNetwork off the pods that are meant",
    objects: [bareRefOf(policy)],
  };
}

function carries(workload: Workload, pods: readonly Requirement[]): boolean {
  return [...plannedLabels(workload), ...liveLabels(workload)].some((labels) => meets(pods, labels));
}

function read(policy: KubernetesObject, place: string, selector: unknown): readonly Requirement[] {
  const requirements = fromLabelSelector(selector);
  if (requirements === undefined) throw new InvalidSelectorError(policy, place);
  return requirements;
}
