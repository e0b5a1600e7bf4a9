import { pointer } from '../domain/json-pointer.ts';

/**
 * Keys by which JavaScript reaches an object's prototype. Schemas and patch libraries drop or forbid them each in its
 * own way, so that what was judged might not be what is sent.
 */
const reserved: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** JSON Pointer to the first such key in a value; undefined where there is none. */
export function reservedKeyIn(value: unknown, path: readonly string[] = []): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const here = [...path, key];
    if (reserved.has(key)) return pointer(...here);
    const found = reservedKeyIn(inner, here);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Whether a JSON Pointer leads through such a key. */
export function leadsThroughReservedKey(parts: readonly string[]): boolean {
  return parts.some((part) => reserved.has(part));
}
