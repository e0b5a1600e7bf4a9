import { controllerOf, ownerRef } from '../../domain/controller.ts';
import type { KubernetesObject, ObjectRef, OwnerReference } from '../../domain/objects.ts';
import { objectKey, refKey } from '../../domain/objects.ts';
import type { ClusterReader } from '../../ports/cluster.ts';
import type { Dump } from './read-dump.ts';
import { recordedCluster } from './recorded-cluster.ts';

/** Kinds that `kubectl cluster-info dump` leaves out, though it records their pods. */
const leftOut: ReadonlySet<string> = new Set(['StatefulSet', 'Job']);
/** Labels that tell the pods of one owner apart. */
const perPod = /^(?:statefulset\.kubernetes\.io\/pod-name|apps\.kubernetes\.io\/pod-index)$/u;

/** The recorded cluster with the workloads that its pods imply. */
export function withImpliedOwners({ cluster, objects }: Pick<Dump, 'cluster' | 'objects'>): ClusterReader {
  const implied = recordedCluster(impliedOwners(objects));
  return {
    ...cluster,
    get: async (ref) => (await cluster.get(ref)) ?? (await implied.get(ref)),
    list: async (query) => {
      const { items, truncated } = await cluster.list(query);
      const more = await implied.list(query);
      return { items: [...items, ...more.items], truncated };
    },
  };
}

/**
 * The workloads that recorded pods name as their controllers and that were not recorded: no more of them than their
 * name, uid and what selects their pods. They are at fault as any other; nothing can be concluded from what they lack.
 */
function impliedOwners(objects: readonly KubernetesObject[]): readonly KubernetesObject[] {
  const byKey = new Map(objects.map((object) => [objectKey(object), object] as const));
  const implied = new Map<string, KubernetesObject>();
  for (const pod of objects) {
    const controller = pod.kind === 'Pod' ? controllerOf(pod) : undefined;
    if (controller === undefined) continue;
    const ref = ownerRef(controller, pod);
    const key = refKey(ref);
    if (byKey.has(key)) continue;
    const deployment = ref.kind === 'ReplicaSet' ? byKey.get(refKey(deploymentOf(ref))) : undefined;
    if (!leftOut.has(ref.kind) && deployment === undefined) continue;
    const labels = commonLabels(pod, implied.get(key));
    const { apiVersion, kind, name, namespace } = ref;
    implied.set(key, {
      apiVersion,
      kind,
      metadata: {
        name,
        ...(namespace === undefined ? {} : { namespace }),
        uid: controller.uid,
        ...(deployment === undefined ? {} : { labels, ownerReferences: [ownedBy(deployment)] }),
      },
      spec: { selector: { matchLabels: labels } },
    });
  }
  return [...implied.values()];
}

/** A Deployment's ReplicaSets have its name and a hash of their template. */
function deploymentOf({ namespace, name }: ObjectRef): ObjectRef {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    ...(namespace === undefined ? {} : { namespace }),
    name: name.replace(/-[^-]*$/u, ''),
  };
}

function ownedBy({ apiVersion, kind, metadata: { name, uid = '' } }: KubernetesObject): OwnerReference {
  return { apiVersion, kind, name, uid, controller: true };
}

function commonLabels(
  pod: KubernetesObject,
  owner: KubernetesObject | undefined,
): Readonly<Record<string, string>> {
  const own = pod.metadata.labels ?? {};
  const before = (
    owner?.['spec'] as { selector: { matchLabels: Readonly<Record<string, string>> } } | undefined
  )?.selector.matchLabels;
  return Object.fromEntries(
    Object.entries(before ?? own).filter(([key, value]) => own[key] === value && !perPod.test(key)),
  );
}
