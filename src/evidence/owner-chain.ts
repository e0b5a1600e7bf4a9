import { controllerOf, ownerRef } from '../domain/controller.ts';
import type { KubernetesObject } from '../domain/objects.ts';
import type { ClusterReader } from '../ports/cluster.ts';
import { isWorkload } from './kinds.ts';

const longestChain = 5;

/**
 * The outermost workload that owns the object through controller references, such as the Deployment of a pod's
 * ReplicaSet (or its only owner, where none is marked as the controller). Climbs only to kinds whose controllers make pods, and only to owners that exist: a mirror pod stays
 * itself (its owner is the Node), and so does what an operator's custom resource owns. Throws `ClusterError`.
 * https://kubernetes.io/docs/concepts/overview/working-with-objects/owners-dependents/
 */
export async function rootOwner(object: KubernetesObject, cluster: ClusterReader): Promise<KubernetesObject> {
  let root = object;
  for (let step = 0; step < longestChain; step += 1) {
    const owner = await ownerOf(root, cluster);
    if (owner === undefined) return root;
    root = owner;
  }
  return root;
}

async function ownerOf(
  object: KubernetesObject,
  cluster: ClusterReader,
): Promise<KubernetesObject | undefined> {
  const references = object.metadata.ownerReferences ?? [];
  const only = references.length === 1 ? references[0] : undefined;
  const reference = controllerOf(object) ?? only;
  if (reference === undefined || !isWorkload(reference)) return undefined;
  const owner = await cluster.get(ownerRef(reference, object));
  // A new object of the same name is not the one that made this pod.
  const uids = [owner?.metadata.uid ?? '', reference.uid];
  return uids.includes('') || uids[0] === uids[1] ? owner : undefined;
}
