import { isDeepStrictEqual } from 'node:util';
import type { Candidate } from '../domain/candidate.ts';
import { pointerParts } from '../domain/json-pointer.ts';
import type { Json, JsonObject } from '../domain/objects.ts';

export type PickedParams =
  | { readonly ok: true; readonly params: JsonObject }
  | { readonly ok: false; readonly complaints: readonly string[] };

/** Params assembled from picks; every value is the candidate's own, found by equality, never the one brought in. */
export function pickParams(candidate: Candidate, picks: Readonly<Record<string, unknown>>): PickedParams {
  const complaints: string[] = [];
  const picked = new Map<string, Json>();
  for (const [pointer, brought] of Object.entries(picks)) {
    const values = Object.hasOwn(candidate.values, pointer) ? candidate.values[pointer] : undefined;
    if (values === undefined) {
      complaints.push(
        `${candidate.id} has no parameter ${quote(pointer)}; it has ${listed(Object.keys(candidate.values))}`,
      );
      continue;
    }
    const value = values.find((offered) => isDeepStrictEqual(offered, brought));
    if (value === undefined) {
      complaints.push(
        `${candidate.id} ${pointer} cannot be ${quote(brought)}; it can be ${listed(values.map(quote))}`,
      );
      continue;
    }
    picked.set(pointer, value);
  }
  for (const pointer of candidate.required) {
    if (!Object.hasOwn(picks, pointer)) complaints.push(`${candidate.id} needs ${pointer}`);
  }
  const offered = Object.keys(candidate.values);
  if (offered.length > 0 && Object.keys(picks).length === 0 && candidate.required.length === 0) {
    complaints.push(`${candidate.id} changes nothing without a value for one of ${listed(offered)}`);
  }
  return complaints.length > 0 ? { ok: false, complaints } : { ok: true, params: assemble(picked) };
}

/** The object in which each JSON Pointer (RFC 6901, object members only) leads to its value. */
export function assemble(values: ReadonlyMap<string, Json>): JsonObject {
  return nest([...values].map(([pointer, value]) => [pointerParts(pointer), value]));
}

type Leaf = readonly [path: readonly string[], value: Json];

function nest(leaves: readonly Leaf[]): JsonObject {
  const branches = new Map<string, Leaf[]>();
  for (const [[key = '', ...rest], value] of leaves)
    branches.set(key, [...(branches.get(key) ?? []), [rest, value]]);
  return Object.fromEntries(
    [...branches].map(([key, below]): [string, Json] => {
      const leaf = below.find(([path]) => path.length === 0);
      return [key, leaf === undefined ? nest(below) : leaf[1]];
    }),
  );
}

function quote(value: unknown): string {
  return (JSON.stringify(value) ?? 'undefined').slice(0, 120);
}

function listed(names: readonly string[]): string {
  if (names.length === 0) return 'none';
  return names.length > 12
    ? `${names.slice(0, 12).join(', ')} and ${names.length - 12} more`
    : names.join(', ');
}
