import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { pointerParts } from '../../domain/json-pointer.ts';
import { patchDoesNotApply } from './status.ts';

const operationSchema = z.looseObject({
  op: z.enum(['test', 'add', 'replace', 'remove']),
  path: z.string().regex(/^\//u),
  value: z.unknown().optional(),
});
type Operation = z.infer<typeof operationSchema>;
type Container = unknown[] | Record<string, unknown>;

function containerAt(document: unknown, keys: readonly string[]): Container {
  let current = document;
  for (const key of keys) {
    if (typeof current !== 'object' || current === null) throw patchDoesNotApply();
    current = Array.isArray(current)
      ? current[indexIn(current, key)]
      : (current as Record<string, unknown>)[key];
  }
  if (typeof current !== 'object' || current === null) throw patchDoesNotApply();
  return current as Container;
}

function indexIn(list: readonly unknown[], key: string): number {
  const index = Number(key);
  if (!/^\d+$/u.test(key) || index >= list.length) throw patchDoesNotApply();
  return index;
}

function applyToList(list: unknown[], key: string, { op, value }: Operation): void {
  if (op === 'add' && (key === '-' || Number(key) === list.length)) {
    list.push(value);
    return;
  }
  const index = indexIn(list, key);
  switch (op) {
    case 'add':
      list.splice(index, 0, value);
      return;
    case 'replace':
      list[index] = value;
      return;
    case 'remove':
      list.splice(index, 1);
      return;
    case 'test':
      if (!isDeepStrictEqual(list[index], value)) throw patchDoesNotApply();
  }
}

function applyToMap(map: Record<string, unknown>, key: string, { op, value }: Operation): void {
  switch (op) {
    case 'add':
    case 'replace':
      map[key] = value;
      return;
    case 'remove':
      if (!Object.hasOwn(map, key)) throw patchDoesNotApply();
      delete map[key];
      return;
    case 'test':
      if (!isDeepStrictEqual(map[key] ?? null, value ?? null)) throw patchDoesNotApply();
  }
}

/**
 * JSON Patch (RFC 6902) as the API server's library (evanphx/json-patch 4) applies it, which differs from the RFC:
 * `replace` of a key that a map does not have adds it, and `test` for null passes where the key is missing, though
 * not where its parent is. Every failure is the same Status. Returns a new document.
 */
export function applyJsonPatch(document: unknown, patch: unknown): unknown {
  const operations = z.array(operationSchema).safeParse(patch);
  if (!operations.success) throw patchDoesNotApply();
  const result: unknown = structuredClone(document);
  for (const operation of operations.data) {
    const keys = pointerParts(operation.path);
    const key = keys.at(-1) ?? '';
    const container = containerAt(result, keys.slice(0, -1));
    if (Array.isArray(container)) applyToList(container, key, operation);
    else applyToMap(container, key, operation);
  }
  return result;
}

/** JSON Merge Patch (RFC 7386). Returns a new document. */
export function applyMergePatch(document: unknown, patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
  const base = typeof document === 'object' && document !== null && !Array.isArray(document) ? document : {};
  const result: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = applyMergePatch(result[key], value);
  }
  return result;
}
