import { controllerOf } from '../domain/controller.ts';
import type { KubernetesObject, OwnerReference } from '../domain/objects.ts';
import type { WorkloadName } from './behaviours.ts';
import type { ObjectStore } from './object-store.ts';

/** Those of the objects that the owner controls. */
export function controlledBy<T extends KubernetesObject>(
  objects: readonly T[],
  owner: KubernetesObject,
): readonly T[] {
  return objects.filter((object) => controllerOf(object)?.uid === owner.metadata.uid);
}

export function ownerReference(
  owner: KubernetesObject,
): OwnerReference & { readonly blockOwnerDeletion: true } {
  return {
    apiVersion: owner.apiVersion,
    kind: owner.kind,
    name: owner.metadata.name,
    uid: owner.metadata.uid ?? '',
    controller: true,
    blockOwnerDeletion: true,
  };
}

/** The end of the chain of controllers: the Deployment of a pod, the CronJob of a Job. */
export function rootOf(store: ObjectStore, object: KubernetesObject): KubernetesObject {
  const uid = controllerOf(object)?.uid;
  const owner = uid === undefined ? undefined : store.byUid(uid);
  return owner === undefined ? object : rootOf(store, owner);
}

function workloadName({ kind, metadata }: KubernetesObject): WorkloadName {
  return { kind, name: metadata.name, namespace: metadata.namespace ?? '' };
}

/** The names under which behaviours may speak of a pod: its own, and those of all its controllers. */
export function namesOf(store: ObjectStore, object: KubernetesObject): readonly WorkloadName[] {
  const uid = controllerOf(object)?.uid;
  const owner = uid === undefined ? undefined : store.byUid(uid);
  return [workloadName(object), ...(owner === undefined ? [] : namesOf(store, owner))];
}
