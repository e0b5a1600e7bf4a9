import { isDeepStrictEqual } from 'node:util';
import { isJsonObject } from '../../domain/fields.ts';
import { pointer, valueAt } from '../../domain/json-pointer.ts';
import type { FieldChange } from '../../domain/manifest-edit.ts';
import type { Json, KubernetesObject } from '../../domain/objects.ts';

/**
 * A change of a whole map as changes of its entries, as far as the object has the map already: what stays is left out
 * of the edit, with its comments and defaults.
 */
export function fieldwise(change: FieldChange, live: KubernetesObject | undefined): readonly FieldChange[] {
  if (change.field === '') return [change];
  const from = valueAt(live, change.field) as Json | undefined;
  const { value } = change;
  if (!isJsonObject(from) || !isJsonObject(value)) return [change];
  const keys = [...new Set([...Object.keys(value), ...Object.keys(from)])];
  return keys.flatMap((key): readonly FieldChange[] => {
    const field = change.field + pointer(key);
    if (!Object.hasOwn(value, key)) return [{ object: change.object, field }];
    const next = value[key] ?? null;
    if (Object.hasOwn(from, key) && isDeepStrictEqual(from[key], next)) return [];
    return fieldwise({ object: change.object, field, value: next }, live);
  });
}
