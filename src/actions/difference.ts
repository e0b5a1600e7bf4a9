import { isDeepStrictEqual } from 'node:util';
import { isJsonObject, textAt } from '../domain/fields.ts';
import { pointer, valueAt } from '../domain/json-pointer.ts';
import type { Json, JsonObject, KubernetesObject } from '../domain/objects.ts';
import type { JsonPatchOperation } from '../domain/request.ts';
import { assume } from './marked-patch.ts';

/** What turns one object into another: tests of every value that is replaced or removed, and the writes, in order. */
export interface Difference {
  readonly assumptions: readonly JsonPatchOperation[];
  readonly changes: readonly JsonPatchOperation[];
}

const none: Difference = { assumptions: [], changes: [] };

/**
 * The smallest difference at and below a path. Items of lists are told by their `name` where all have one, and then
 * only those that differ are in the patch: what stays as it is (other variables of an env) need not be shown.
 */
export function difference(before: KubernetesObject, after: KubernetesObject, path = ''): Difference {
  return between(before, valueAt(before, path) as Json, valueAt(after, path) as Json, path);
}

function between(object: KubernetesObject, before: Json, after: Json, path: string): Difference {
  if (isDeepStrictEqual(before, after)) return none;
  if (isJsonObject(before) && isJsonObject(after)) return betweenMaps(object, before, after, path);
  const [old, next] = [namesOf(before), namesOf(after)];
  if (old !== undefined && next !== undefined && isSameOrder(old, next)) {
    return betweenLists(object, before as readonly Json[], after as readonly Json[], path);
  }
  return { assumptions: [assume(object, path)], changes: [{ op: 'replace', path, value: after }] };
}

function betweenMaps(
  object: KubernetesObject,
  before: JsonObject,
  after: JsonObject,
  path: string,
): Difference {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return joined(
    keys.map((key): Difference => {
      const at = `${path}${pointer(key)}`;
      const [old, next] = [before[key], after[key]];
      if (old !== undefined && next !== undefined) return between(object, old, next, at);
      const assumptions = [assume(object, at)];
      if (next === undefined) return { assumptions, changes: [{ op: 'remove', path: at }] };
      return { assumptions, changes: [{ op: 'add', path: at, value: next }] };
    }),
  );
}

/** First what changes within items that stay, then removals from the end, then additions from the start. */
function betweenLists(
  object: KubernetesObject,
  before: readonly Json[],
  after: readonly Json[],
  path: string,
): Difference {
  const nameOf = (item: Json) => textAt(item, 'name') ?? '';
  const at = (index: number) => `${path}/${index}`;
  const inner = before.map((item, index): Difference => {
    const twin = after.find((other) => nameOf(other) === nameOf(item));
    if (twin === undefined) return none;
    const changed = between(object, item, twin, at(index));
    if (changed.changes.length === 0) return none;
    const assumptions = [assume(object, `${at(index)}/name`), ...changed.assumptions];
    return { assumptions, changes: changed.changes };
  });
  const isIn = (list: readonly Json[], item: Json) => list.some((other) => nameOf(other) === nameOf(item));
  const removed = before.map((item, index): Difference => {
    if (isIn(after, item)) return none;
    return { assumptions: [assume(object, at(index))], changes: [{ op: 'remove', path: at(index) }] };
  });
  const added = after.map((item, index): Difference => {
    if (isIn(before, item)) return none;
    return { assumptions: [], changes: [{ op: 'add', path: at(index), value: item }] };
  });
  return joined([...inner, ...removed.toReversed(), ...added]);
}

function joined(parts: readonly Difference[]): Difference {
  return {
    assumptions: parts.flatMap(({ assumptions }) => assumptions),
    changes: parts.flatMap(({ changes }) => changes),
  };
}

/** The names of a list's items; undefined unless every item has one of its own. */
function namesOf(value: Json): readonly string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const names = value.map((item) => textAt(item, 'name')).filter((name) => name !== undefined);
  return names.length === value.length && new Set(names).size === names.length ? names : undefined;
}

function isSameOrder(old: readonly string[], next: readonly string[]): boolean {
  const kept = old.filter((name) => next.includes(name));
  return isDeepStrictEqual(
    kept,
    next.filter((name) => old.includes(name)),
  );
}
