import { field, isJsonObject } from '../domain/fields.ts';
import type { Json, JsonObject, KubernetesObject } from '../domain/objects.ts';

/** What tells one item of a list from another, the most telling first: several mounts may share a volume's name. */
const identities = ['mountPath', 'name', 'containerPort', 'port'] as const;

/**
 * Maps that are one value, as the API declares them (`mapType=atomic`, `structType=atomic`): half of an old selector
 * under a new one would select what nobody wrote down.
 * https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy
 */
const atomic: ReadonlySet<string> = new Set([
  'selector',
  'podSelector',
  'namespaceSelector',
  'objectSelector',
  'labelSelector',
  'nodeSelector',
]);

/**
 * The live object with the fields of a manifest set. Maps merge, those aside that are one value; lists merge by what
 * identifies their items, and where nothing does the manifest's list stands.
 */
export function mergeManifest(live: KubernetesObject, manifest: KubernetesObject): KubernetesObject {
  return merged(live as JsonObject, manifest as JsonObject) as KubernetesObject;
}

function merged(live: Json | undefined, given: Json): Json {
  if (isJsonObject(live) && isJsonObject(given)) {
    const entries = Object.entries(given).map(
      ([key, value]) => [key, atomic.has(key) ? value : merged(live[key], value)] as const,
    );
    return { ...live, ...Object.fromEntries(entries) };
  }
  if (!Array.isArray(live) || !Array.isArray(given)) return given;
  const identity = identities.find((key) => tellsApart(live, key) && tellsApart(given, key));
  if (identity === undefined) return given;
  const isSame = (one: Json, other: Json) => field(one, identity) === field(other, identity);
  const kept = live.map((item) => {
    const twin = given.find((other) => isSame(item, other));
    return twin === undefined ? item : merged(item, twin);
  });
  return [...kept, ...given.filter((item) => !live.some((other) => isSame(item, other)))];
}

function tellsApart(items: readonly Json[], key: string): boolean {
  const values = items.map((item) => field(item, key)).filter((value) => value !== undefined);
  return values.length === items.length && new Set(values).size === values.length;
}
