import type { KubernetesObject } from '../domain/objects.ts';
import { ClusterError, type ClusterReader, type ListQuery } from '../ports/cluster.ts';

/**
 * All objects of a kind in the target's namespace; none where the cluster does not serve the kind. Half a list would
 * plan on half of the facts: it throws `ClusterError`.
 */
export async function listRelated(
  cluster: ClusterReader,
  target: KubernetesObject,
  query: Pick<ListQuery, 'apiVersion' | 'kind' | 'labelSelector'>,
): Promise<readonly KubernetesObject[]> {
  const { namespace } = target.metadata;
  if (namespace === undefined) return [];
  try {
    const { items, truncated } = await cluster.list({ ...query, namespace });
    if (truncated) throw new ClusterError('server-error', `the list of ${query.kind} objects is incomplete`);
    return items;
  } catch (cause) {
    if (cause instanceof ClusterError && cause.code === 'not-found') return [];
    throw cause;
  }
}
