import { field, listAt, textAt } from '../domain/fields.ts';
import type { KubernetesObject, ObjectRef } from '../domain/objects.ts';
import { refKey, refOf } from '../domain/objects.ts';
import type { ClusterReader } from '../ports/cluster.ts';
import { apiVersions, known } from './kinds.ts';
import { rootOwner } from './owner-chain.ts';

/**
 * The workloads that a Service's ready endpoints belong to, as its EndpointSlices tell: whether endpoints are right is
 * a question of owner, not of count. Throws `ClusterError`.
 */
export async function endpointOwners(
  service: ObjectRef,
  cluster: ClusterReader,
): Promise<readonly ObjectRef[]> {
  const { items } = await cluster.list({
    apiVersion: apiVersions.EndpointSlice,
    kind: 'EndpointSlice',
    ...(service.namespace === undefined ? {} : { namespace: service.namespace }),
    labelSelector: `kubernetes.io/service-name=${service.name}`,
    limit: 100,
  });
  const owners = new Map<string, ObjectRef>();
  for (const name of new Set(items.flatMap(readyPods))) {
    const pod = await cluster.get(known('Pod', name, service.namespace));
    if (pod === undefined) continue;
    const root = refOf(await rootOwner(pod, cluster));
    owners.set(refKey(root), root);
  }
  return [...owners.values()];
}

/** Names of the pods that an EndpointSlice sends traffic to; an absent `ready` means ready. */
export function readyPods(slice: KubernetesObject): readonly string[] {
  return listAt(slice, 'endpoints')
    .filter((endpoint) => field(endpoint, 'conditions', 'ready') !== false)
    .flatMap((endpoint) =>
      textAt(endpoint, 'targetRef', 'kind') === 'Pod' ? (textAt(endpoint, 'targetRef', 'name') ?? []) : [],
    );
}
