import { isDeepStrictEqual } from 'node:util';
import { field, isJsonObject } from '../../domain/fields.ts';
import { pointerParts } from '../../domain/json-pointer.ts';
import type { Json } from '../../domain/objects.ts';
import type { Path } from '../edit/value-steps.ts';

/**
 * What tells one item of a list from another: the keys by which the API server merges lists.
 * https://kubernetes.io/docs/tasks/manage-kubernetes-objects/update-api-object-kubectl-patch/
 */
const IDENTITIES = ['mountPath', 'name', 'containerPort', 'port', 'ip', 'devicePath', 'topologyKey'] as const;

/**
 * The keys and indexes under which a manifest has a field of the live object: an item of a list is found by what
 * identifies it, since what runs may hold more items than the manifest, in another order. Undefined where the item is
 * not in the manifest, or cannot be told from others. `added` is the item that a place behind the last is for.
 */
export function manifestPath(
  manifest: Json | undefined,
  pointer: string,
  live: unknown,
  added?: Json,
): Path | undefined {
  const path: (string | number)[] = [];
  let inner = manifest;
  let known = live;
  for (const part of pointerParts(pointer)) {
    const isList = Array.isArray(known) || Array.isArray(inner);
    const index = isList ? itemIndex(inner, known, part, added) : undefined;
    if (isList && index === undefined) return undefined;
    const step = index ?? part;
    path.push(step);
    inner = field(inner, step) as Json | undefined;
    known = field(known, Array.isArray(known) ? Number(part) : part);
  }
  return path;
}

function itemIndex(
  manifest: Json | undefined,
  live: unknown,
  part: string,
  added: Json | undefined,
): number | undefined {
  const items = Array.isArray(manifest) ? (manifest as readonly Json[]) : [];
  // A list that only the manifest has, such as one of a patch: nothing says which item would be meant.
  if (!Array.isArray(live)) return part === '-' ? placeOf(items, added) : undefined;
  const index = part === '-' ? live.length : Number(part);
  if (!Number.isInteger(index) || index > live.length) return undefined;
  const item = live[index] as Json | undefined;
  if (item === undefined) return placeOf(items, added);
  const identity = identityIn(live as readonly Json[], item);
  if (identity === undefined) return isDeepStrictEqual(live, items) ? index : undefined;
  const same = items.flatMap((each, at) => (field(each, identity) === field(item, identity) ? [at] : []));
  return same.length === 1 ? same[0] : undefined;
}

/** Where a new item goes: to the end, or where the manifest has it already. */
function placeOf(items: readonly Json[], added: Json | undefined): number {
  if (added === undefined) return items.length;
  const identity = identityIn([added], added);
  const isSame = (item: Json): boolean =>
    identity === undefined
      ? isDeepStrictEqual(item, added)
      : isDeepStrictEqual(field(item, identity), field(added, identity));
  const index = items.findIndex(isSame);
  return index < 0 ? items.length : index;
}

/** The key that tells an item from all others of its list. */
export function identityIn(items: readonly Json[], item: Json): string | undefined {
  return IDENTITIES.find(
    (key) =>
      isJsonObject(item) &&
      item[key] !== undefined &&
      items.filter((other) => field(other, key) === item[key]).length === 1,
  );
}

/**
 * A strategic merge patch that gives a field of the live object a value, or takes it out. Undefined where the way leads
 * through a list whose items nothing identifies: such a list is replaced as a whole.
 */
export function strategicPatch(pointer: string, value: Json | undefined, live: unknown): Json | undefined {
  return patchPart(pointerParts(pointer), value, live);
}

function patchPart(parts: readonly string[], value: Json | undefined, live: unknown): Json | undefined {
  const [part, ...rest] = parts;
  if (part === undefined) return value ?? null;
  if (!Array.isArray(live)) {
    const inner = patchPart(rest, value, field(live, part));
    return inner === undefined ? undefined : (Object.fromEntries([[part, inner]]) as Json);
  }
  const items = live as readonly Json[];
  const item = part === '-' ? undefined : items[Number(part)];
  if (item === undefined) {
    const isNamed =
      rest.length === 0 && value !== undefined && identityIn([...items, value], value) !== undefined;
    return isNamed ? [value] : undefined;
  }
  const identity = identityIn(items, item);
  if (identity === undefined) return undefined;
  const named = { [identity]: field(item, identity) as Json };
  if (rest.length === 0) {
    return value === undefined
      ? [{ $patch: 'delete', ...named }]
      : isJsonObject(value)
        ? [{ ...named, ...value }]
        : undefined;
  }
  const inner = patchPart(rest, value, item);
  return isJsonObject(inner) ? [{ ...named, ...inner }] : undefined;
}
