/** Careful ways into raw JSON: an object's fields are whatever the sender wrote, so nothing here throws. */

import type { Json, JsonObject } from './objects.ts';

/** The value at a path of keys and indexes, or undefined where the path breaks off. */
export function field(value: unknown, ...path: readonly (string | number)[]): unknown {
  let current = value;
  for (const key of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, key)) return undefined;
    current = (current as Readonly<Record<string | number, unknown>>)[key];
  }
  return current;
}

export function textAt(value: unknown, ...path: readonly (string | number)[]): string | undefined {
  const found = field(value, ...path);
  return typeof found === 'string' ? found : undefined;
}

export function numberAt(value: unknown, ...path: readonly (string | number)[]): number | undefined {
  const found = field(value, ...path);
  return typeof found === 'number' ? found : undefined;
}

/** The list at a path; empty where there is none. */
export function listAt(value: unknown, ...path: readonly (string | number)[]): readonly unknown[] {
  const found = field(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** The text values of the map at a path, such as labels; empty where there is none. */
export function textMapAt(
  value: unknown,
  ...path: readonly (string | number)[]
): Readonly<Record<string, string>> {
  const found = field(value, ...path);
  if (typeof found !== 'object' || found === null || Array.isArray(found)) return {};
  // Nearly every such map holds texts alone, and is read far too often to be copied each time.
  if (holdsTextsAlone(found)) return found;
  return Object.fromEntries(
    Object.entries(found).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

function holdsTextsAlone(map: object): map is Readonly<Record<string, string>> {
  return Object.values(map).every((value) => typeof value === 'string');
}

/** Whether JSON is a map, rather than a list or a single value. */
export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether JSON is nested in more levels than that: what walks it recursively would run out of stack. */
export function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeperThan(inner, levels - 1));
}
