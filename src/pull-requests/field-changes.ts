import { isDeepStrictEqual } from 'node:util';
import { isJsonObject, textAt } from '../domain/fields.ts';
import { pointer } from '../domain/json-pointer.ts';
import type { FieldChange } from '../domain/manifest-edit.ts';
import { bareRefOf, type Json, type JsonObject, type KubernetesObject } from '../domain/objects.ts';

/** Identity and bookkeeping are the cluster's, and annotations hold our own marks; labels people write. */
const isWritten = (field: string): boolean =>
  field !== '/status' && (!field.startsWith('/metadata/') || field.startsWith('/metadata/labels'));

/**
 * The fields in which an object differs after a change, each as small as it can be said, for whoever writes it into a
 * manifest. Items of lists go by their names.
 */
export function fieldChangesOf(before: KubernetesObject, after: KubernetesObject): readonly FieldChange[] {
  const object = bareRefOf(before);
  return between(before as JsonObject, after as JsonObject, '').map((change) => ({ object, ...change }));
}

type Change = Pick<FieldChange, 'field' | 'value'>;

function between(before: Json | undefined, after: Json | undefined, field: string): readonly Change[] {
  if (isDeepStrictEqual(before, after) || !isWritten(field)) return [];
  if (after === undefined) return [{ field }];
  if (
    isJsonObject(after) &&
    (before === undefined || isJsonObject(before)) &&
    Object.keys(after).length > 0
  ) {
    const keys = new Set([...Object.keys(before ?? {}), ...Object.keys(after)]);
    return [...keys].flatMap((key) => between(before?.[key], after[key], `${field}${pointer(key)}`));
  }
  if (Array.isArray(before) && Array.isArray(after) && isSameList(before, after)) {
    return after.flatMap((item: Json, index) => between(before[index] as Json, item, `${field}/${index}`));
  }
  return [{ field, value: after }];
}

/** Whether the items of two lists are the same ones, so that a difference lies within them. */
function isSameList(before: readonly Json[], after: readonly Json[]): boolean {
  return (
    before.length === after.length &&
    before.every((item, index) => isJsonObject(item) && isSame(item, after[index]))
  );
}

function isSame(item: JsonObject, other: Json | undefined): boolean {
  const name = textAt(item, 'name');
  return isJsonObject(other) && name !== undefined && name === textAt(other, 'name');
}
