import { isDeepStrictEqual } from 'node:util';
import { JsonPatchError } from 'fast-json-patch';
import { valueAt } from '../domain/json-pointer.ts';
import type { KubernetesObject } from '../domain/objects.ts';
import type { JsonPatchOperation } from '../domain/request.ts';
import { patched } from './marked-patch.ts';

export type PatchResult =
  | { readonly ok: true; readonly object: KubernetesObject }
  | { readonly ok: false; readonly problem: string };

/** Applies a patch in order, its tests included. A test for null holds on what is absent, as on the API server. */
export function applyWithTests(object: KubernetesObject, patch: readonly JsonPatchOperation[]): PatchResult {
  let current = object;
  for (const operation of patch) {
    if (operation.op === 'test') {
      const holds = isDeepStrictEqual(valueAt(current, operation.path) ?? null, operation.value);
      if (!holds) return { ok: false, problem: `the test of ${operation.path} does not hold` };
    } else {
      const next = applied(current, operation);
      if (next === undefined) return { ok: false, problem: `${operation.op} ${operation.path} does not fit` };
      current = next;
    }
  }
  return { ok: true, object: current };
}

/** Undefined where the path leads nowhere. The error itself holds the whole object, values and all. */
function applied(object: KubernetesObject, operation: JsonPatchOperation): KubernetesObject | undefined {
  try {
    return patched(object, [operation]);
  } catch (cause) {
    if (cause instanceof JsonPatchError) return undefined;
    throw cause;
  }
}
