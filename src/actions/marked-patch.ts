import fastJsonPatch from 'fast-json-patch';
import { pointer, valueAt } from '../domain/json-pointer.ts';
import type { Json, KubernetesObject, ObjectRef } from '../domain/objects.ts';
import type { JsonPatchOperation } from '../domain/request.ts';
import type { PlannedChange } from './action-type.ts';

/** The annotation by which a write is recognised after a crash: the id of the execution. */
export const markerAnnotation = 'firebreak.dev/action';

/**
 * A `test` that the value at a path is still what the change was planned on. For an absent value the API server takes
 * `null`, as long as what would hold it is there; so the outermost part that is missing is the one that is tested.
 * (Seen on Kubernetes 1.36; RFC 6902 leaves it open.)
 */
export function assume(object: KubernetesObject, path: string): JsonPatchOperation {
  const value = valueAt(object, path);
  if (value !== undefined) return { op: 'test', path, value: value as Json };
  const parent = path.slice(0, path.lastIndexOf('/'));
  return parent === '' || valueAt(object, parent) !== undefined
    ? { op: 'test', path, value: null }
    : assume(object, parent);
}

/** Writes a value, or removes it where the new value is null; nothing where it is absent already. */
export function assign(object: KubernetesObject, path: string, value: Json): readonly JsonPatchOperation[] {
  const present = valueAt(object, path) !== undefined;
  if (value === null) return present ? [{ op: 'remove', path }] : [];
  return [{ op: present ? 'replace' : 'add', path, value }];
}

/** Makes sure that a map exists: JSON Patch cannot add a key to a map that is not there. */
export function ensureMap(object: KubernetesObject, path: string): readonly JsonPatchOperation[] {
  return valueAt(object, path) === undefined ? [{ op: 'add', path, value: {} }] : [];
}

/** The whole patch: same object, same assumptions, the change, and our marker. */
export function markedPatch(
  object: KubernetesObject,
  marker: string,
  assumptions: readonly JsonPatchOperation[],
  changes: readonly JsonPatchOperation[],
): readonly JsonPatchOperation[] {
  const annotation = pointer('metadata', 'annotations', markerAnnotation);
  // The changes may bring the annotations or take them away.
  const changed = patched(object, changes);
  return [
    assume(object, '/metadata/uid'),
    ...assumptions,
    assume(object, annotation),
    ...changes,
    ...ensureMap(changed, '/metadata/annotations'),
    ...assign(changed, annotation, marker),
  ];
}

/** The object as the patch would leave it, before defaulting and admission. Throws where the patch does not fit. */
export function patched(object: KubernetesObject, patch: readonly JsonPatchOperation[]): KubernetesObject {
  const writes = patch.filter((operation) => operation.op !== 'test');
  const copy = structuredClone(object);
  return fastJsonPatch.applyPatch(copy, structuredClone(writes), true).newDocument;
}

/** A patch as the core of a plan: the object as it is, as it would be, and the request that is bound to it. */
export function planPatch(
  target: KubernetesObject,
  patch: readonly JsonPatchOperation[],
): Pick<PlannedChange, 'before' | 'after' | 'request'> {
  return {
    before: target,
    after: patched(target, patch),
    request: { verb: 'patch', target: boundTo(target), patch },
  };
}

/** A reference with the live object's uid: what a request is bound to. */
export function boundTo(target: KubernetesObject): ObjectRef {
  const { name, namespace, uid } = target.metadata;
  return {
    apiVersion: target.apiVersion,
    kind: target.kind,
    ...(namespace === undefined ? {} : { namespace }),
    name,
    ...(uid === undefined ? {} : { uid }),
  };
}
