import { isDeepStrictEqual } from 'node:util';
import { field, isJsonObject } from '../../domain/fields.ts';
import type { Json } from '../../domain/objects.ts';

/** Keys and indexes into one document. */
export type Path = readonly (string | number)[];

/** One thing done to a document. An index of `add` is where the item comes to stand. */
export type ValueStep =
  | { readonly op: 'add' | 'replace'; readonly at: Path; readonly value: Json }
  | { readonly op: 'remove'; readonly at: Path };

/** The smallest steps from one value to another: maps by key, lists by what stays at their two ends. */
export function stepsBetween(from: Json, to: Json, at: Path = []): readonly ValueStep[] {
  if (isDeepStrictEqual(from, to)) return [];
  if (isJsonObject(from) && isJsonObject(to) && Object.keys(from).length > 0 && Object.keys(to).length > 0) {
    return mapSteps(from, to, at);
  }
  if (Array.isArray(from) && Array.isArray(to) && from.length > 0 && to.length > 0) {
    return listSteps(from as readonly Json[], to as readonly Json[], at);
  }
  return [{ op: 'replace', at, value: to }];
}

function mapSteps(
  from: Readonly<Record<string, Json>>,
  to: Readonly<Record<string, Json>>,
  at: Path,
): readonly ValueStep[] {
  const kept = Object.keys(from).some((key) => Object.hasOwn(to, key));
  // Taking every key out one by one would leave no place for the first new one.
  if (!kept) return [{ op: 'replace', at, value: to }];
  return [
    ...Object.entries(to).flatMap(([key, value]): readonly ValueStep[] => {
      const old = Object.hasOwn(from, key) ? from[key] : undefined;
      if (old === undefined) return [{ op: 'add', at: [...at, key], value }];
      return stepsBetween(old, value, [...at, key]);
    }),
    ...Object.keys(from)
      .filter((key) => !Object.hasOwn(to, key))
      .map((key): ValueStep => ({ op: 'remove', at: [...at, key] })),
  ];
}

function listSteps(from: readonly Json[], to: readonly Json[], at: Path): readonly ValueStep[] {
  const least = Math.min(from.length, to.length);
  let start = 0;
  while (start < least && isDeepStrictEqual(from[start], to[start])) start += 1;
  let end = 0;
  while (end < least - start && isDeepStrictEqual(from.at(-1 - end), to.at(-1 - end))) end += 1;
  const changed = least - start - end;
  const steps: ValueStep[] = [];
  for (let index = start; index < start + changed; index += 1) {
    steps.push(...stepsBetween(from[index] ?? null, to[index] ?? null, [...at, index]));
  }
  for (let index = start + changed; index < to.length - end; index += 1) {
    steps.push({ op: 'add', at: [...at, index], value: to[index] ?? null });
  }
  for (let index = from.length - end - 1; index >= start + changed; index -= 1) {
    steps.push({ op: 'remove', at: [...at, index] });
  }
  return steps;
}

/** The document after a step; undefined where the path does not lead to where the step could be done. */
export function withStep(document: Json, step: ValueStep): Json | undefined {
  const [part, ...rest] = step.at;
  if (part === undefined) return step.op === 'replace' ? step.value : undefined;
  if (Array.isArray(document) && typeof part === 'number') {
    const items = document as readonly Json[];
    if (rest.length > 0) return replaceAt(items, part, { ...step, at: rest });
    if (step.op === 'add') return part > items.length ? undefined : items.toSpliced(part, 0, step.value);
    if (part >= items.length) return undefined;
    return step.op === 'replace' ? items.with(part, step.value) : items.toSpliced(part, 1);
  }
  if (!isJsonObject(document) || typeof part !== 'string') return undefined;
  const present = Object.hasOwn(document, part);
  if (rest.length > 0) {
    const inner = present ? withStep(document[part] ?? null, { ...step, at: rest }) : undefined;
    return inner === undefined ? undefined : withKey(document, part, inner);
  }
  if (present === (step.op === 'add')) return undefined;
  if (step.op !== 'remove') return withKey(document, part, step.value);
  return Object.fromEntries(Object.entries(document).filter(([key]) => key !== part));
}

function replaceAt(items: readonly Json[], index: number, step: ValueStep): Json | undefined {
  const item = items[index];
  const inner = item === undefined ? undefined : withStep(item, step);
  return inner === undefined ? undefined : items.with(index, inner);
}

/** `fromEntries` and not a literal: a key such as `__proto__` has to become one like any other. */
function withKey(map: Readonly<Record<string, Json>>, key: string, value: Json): Json {
  const entries = Object.entries(map);
  const index = entries.findIndex(([name]) => name === key);
  return Object.fromEntries(
    index < 0 ? [...entries, [key, value]] : entries.with(index, [key, value]),
  ) as Json;
}

/**
 * The document with a value at a path, and with the maps and lists in between that it lacks; without a value, with
 * nothing there. Undefined where the path runs against what the document holds.
 */
export function withValueAt(document: Json, path: Path, value: Json | undefined): Json | undefined {
  if (value === undefined) return withStep(document, { op: 'remove', at: path });
  const [part, ...rest] = path;
  if (part === undefined) return value;
  if (document === null) return nested(path, value);
  if (Array.isArray(document) && typeof part === 'number') {
    const items = document as readonly Json[];
    if (part > items.length) return undefined;
    const inner = withValueAt(items[part] ?? null, rest, value);
    return inner === undefined ? undefined : items.toSpliced(part, 1, inner);
  }
  if (!isJsonObject(document) || typeof part !== 'string') return undefined;
  const inner = withValueAt(Object.hasOwn(document, part) ? (document[part] ?? null) : null, rest, value);
  return inner === undefined ? undefined : withKey(document, part, inner);
}

function nested(path: Path, value: Json): Json | undefined {
  if (path.some((part) => typeof part === 'number' && part !== 0)) return undefined;
  return path.reduceRight<Json>(
    (inner, part) => (typeof part === 'number' ? [inner] : (Object.fromEntries([[part, inner]]) as Json)),
    value,
  );
}

/** The value at a path. */
export function valueIn(document: Json, path: Path): Json | undefined {
  return field(document, ...path) as Json | undefined;
}
