import type { KubernetesObject, ObjectRef, OwnerReference } from './objects.ts';

/** The owner that manages an object, if it has one. */
export function controllerOf(object: KubernetesObject): OwnerReference | undefined {
  return object.metadata.ownerReferences?.find((owner) => owner.controller === true);
}

/** The reference to an owner; owners live in the namespace of what they own, or in none. */
export function ownerRef({ apiVersion, kind, name }: OwnerReference, owned: KubernetesObject): ObjectRef {
  const { namespace } = owned.metadata;
  return { apiVersion, kind, ...(namespace === undefined ? {} : { namespace }), name };
}
