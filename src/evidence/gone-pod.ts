import type { KubernetesObject } from '../domain/objects.ts';
import type { ClusterReader } from '../ports/cluster.ts';
import type { KnownKind } from './kinds.ts';
import { known } from './kinds.ts';

// The alphabet of apimachinery's SafeEncodeString: controllers write name suffixes with nothing else.
const generated = /^(?<owner>.+)-(?<suffix>[bcdfghjklmnpqrstvwxz2456789]{5})$/u;
const ordinal = /^(?<owner>.+)-\d+$/u;

/**
 * The controller that must have made a pod which no longer exists. A name alone proves nothing, so an owner counts
 * only if it exists, names its pods like this, and is the only one that does; a ReplicaSet has to carry the hash of
 * the name as its `pod-template-hash`. Throws `ClusterError`.
 */
export async function ownerOfGonePod(
  pod: { readonly namespace: string; readonly name: string },
  cluster: ClusterReader,
): Promise<KubernetesObject | undefined> {
  const owners: KubernetesObject[] = [];
  for (const [kind, name] of possibleOwners(pod.name)) {
    const owner = await cluster.get(known(kind, name, pod.namespace));
    if (owner !== undefined && (kind !== 'ReplicaSet' || hasHash(owner))) owners.push(owner);
  }
  return owners.length === 1 ? owners[0] : undefined;
}

function possibleOwners(pod: string): readonly (readonly [KnownKind, string])[] {
  const numbered = ordinal.exec(pod)?.groups?.['owner'];
  const owner = generated.exec(pod)?.groups?.['owner'];
  return [
    ...(numbered === undefined ? [] : [['StatefulSet', numbered] as const]),
    ...(owner === undefined
      ? []
      : (['ReplicaSet', 'Job', 'DaemonSet'] as const).map((kind) => [kind, owner] as const)),
  ];
}

function hasHash(replicaSet: KubernetesObject): boolean {
  const hash = replicaSet.metadata.labels?.['pod-template-hash'];
  return hash !== undefined && replicaSet.metadata.name.endsWith(`-${hash}`);
}
