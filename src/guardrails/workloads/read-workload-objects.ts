import type { KubernetesObject } from '../../domain/objects.ts';
import { ClusterError, type ClusterReader, type ListQuery } from '../../ports/cluster.ts';

const workloadKinds = [
  { apiVersion: 'apps/v1', kind: 'Deployment' },
  { apiVersion: 'apps/v1', kind: 'StatefulSet' },
  { apiVersion: 'apps/v1', kind: 'DaemonSet' },
  { apiVersion: 'apps/v1', kind: 'ReplicaSet' },
  { apiVersion: 'batch/v1', kind: 'Job' },
  { apiVersion: 'batch/v1', kind: 'CronJob' },
  { apiVersion: 'v1', kind: 'ReplicationController' },
  { apiVersion: 'v1', kind: 'Pod' },
] as const;

/** Everything in a namespace that makes pods, and the pods. Throws `ClusterError`. */
export async function readWorkloadObjects(
  cluster: ClusterReader,
  namespace: string,
): Promise<readonly KubernetesObject[]> {
  const lists = await Promise.all(workloadKinds.map((kind) => listAll(cluster, { ...kind, namespace })));
  return lists.flat();
}

/** All objects of a kind; none where the cluster does not serve it. Half a list would judge half a namespace: it throws. */
export async function listAll(
  cluster: ClusterReader,
  query: Pick<ListQuery, 'apiVersion' | 'kind' | 'namespace' | 'labelSelector'>,
): Promise<readonly KubernetesObject[]> {
  try {
    const { items, truncated } = await cluster.list(query);
    if (truncated) throw new ClusterError('server-error', `the list of ${query.kind} objects is incomplete`);
    return items;
  } catch (cause) {
    if (cause instanceof ClusterError && cause.code === 'not-found') return [];
    throw cause;
  }
}
