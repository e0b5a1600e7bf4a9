import { isJsonObject } from '../domain/fields.ts';
import { pointerParts } from '../domain/json-pointer.ts';
import type { FieldChange } from '../domain/manifest-edit.ts';
import type { Json, JsonObject, KubernetesObject } from '../domain/objects.ts';
import { mergeManifest } from '../actions/merge-manifest.ts';

/**
 * A live object as it would be once the changes have been merged and applied; undefined where one of them leads
 * nowhere. Maps that are missing on the way are made, items of lists have to be there or come right after the last.
 */
export function withFields(
  live: KubernetesObject,
  changes: readonly Pick<FieldChange, 'field' | 'value'>[],
): KubernetesObject | undefined {
  let current: Json | undefined = live as JsonObject;
  for (const { field, value } of changes) {
    if (field === '') {
      if (!isJsonObject(value)) return undefined;
      current = mergeManifest(
        current as JsonObject as KubernetesObject,
        value as KubernetesObject,
      ) as JsonObject;
    } else {
      current = withValue(current, pointerParts(field), value);
    }
    if (current === undefined) return undefined;
  }
  return current as KubernetesObject;
}

/** JSON with the value at the path, or without what is there; undefined where the path leads nowhere. */
function withValue(
  json: Json | undefined,
  path: readonly string[],
  value: Json | undefined,
): Json | undefined {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (Array.isArray(json)) return withItem(json, key, rest, value);
  if (json !== undefined && !isJsonObject(json)) return undefined;
  const map: JsonObject = json ?? {};
  if (value === undefined && !Object.hasOwn(map, key)) return map;
  if (value === undefined && rest.length === 0) {
    const { [key]: _removed, ...others } = map;
    return others;
  }
  const inner = withValue(Object.hasOwn(map, key) ? map[key] : undefined, rest, value);
  return inner === undefined ? undefined : { ...map, [key]: inner };
}

function withItem(
  list: readonly Json[],
  key: string,
  rest: readonly string[],
  value: Json | undefined,
): Json | undefined {
  const index = key === '-' ? list.length : Number(key);
  if (!Number.isInteger(index) || index < 0 || index > list.length) return undefined;
  if (value === undefined && rest.length === 0) return list.toSpliced(index, 1);
  if (index === list.length && rest.length > 0) return undefined;
  const inner = withValue(list[index], rest, value);
  return inner === undefined ? undefined : list.toSpliced(index, 1, inner);
}
