import { selectorText } from '../../domain/label-selector.ts';
import type { KubernetesObject } from '../../domain/objects.ts';
import type { ClusterReader } from '../../ports/cluster.ts';
import { listAll } from '../workloads/read-workload-objects.ts';
import { type Workload, workloadsOf } from '../workloads/workload.ts';
import {
  namedBy,
  namesNamespace,
  namespacesOf,
  type Peer,
  type PeerNamespace,
  podsOf,
} from './host-peers.ts';

/** A peer that names all pods of more namespaces than this has surely one in the pod network among them. */
const mostNamespaces = 20;

/**
 * The workloads that a peer of a policy names, in its own namespace, which is read already, and in others, of which
 * only the pods that are there now are looked at. Throws `ClusterError` and `InvalidSelectorError`.
 */
export async function readNamedBy(
  cluster: ClusterReader,
  policy: KubernetesObject,
  peer: Peer,
  home: PeerNamespace,
): Promise<readonly Workload[]> {
  const atHome = namedBy(policy, peer, [home]);
  if (namespacesOf(policy, peer) === undefined) return atHome;
  const namespaces = (await listAll(cluster, { apiVersion: 'v1', kind: 'Namespace' }))
    .map(({ metadata }) => ({ name: metadata.name, labels: metadata.labels ?? {} }))
    .filter((namespace) => namespace.name !== home.name && namesNamespace(policy, peer, namespace));
  const pods = await podsIn(
    cluster,
    namespaces.map(({ name }) => name),
    selectorText(podsOf(policy, peer)),
  );
  return [...atHome, ...workloadsOf(pods)];
}

async function podsIn(
  cluster: ClusterReader,
  namespaces: readonly string[],
  labelSelector: string,
): Promise<readonly KubernetesObject[]> {
  const pods = { apiVersion: 'v1', kind: 'Pod' } as const;
  if (labelSelector !== '') {
    const everywhere = await listAll(cluster, { ...pods, labelSelector });
    return everywhere.filter(({ metadata }) => namespaces.includes(metadata.namespace ?? ''));
  }
  if (namespaces.length > mostNamespaces) return [];
  return (await Promise.all(namespaces.map((namespace) => listAll(cluster, { ...pods, namespace })))).flat();
}
