import { isDeepStrictEqual } from 'node:util';
import { type KubernetesObject, refKey, refOf } from '../domain/objects.ts';
import type { Manifest, Place } from './manifest.ts';

/** What applying the manifests means for one object. */
export interface ManifestChange {
  /** `present`: there is no base to compare with, so the object is judged as it is. */
  readonly kind: 'present' | 'created' | 'changed' | 'deleted';
  /** The object in the base or else in the dump. */
  readonly before: KubernetesObject | undefined;
  /** Undefined once deleted. */
  readonly after: KubernetesObject | undefined;
  /** The object itself: as it would be, or as it was. */
  readonly object: KubernetesObject;
  readonly place: Place;
}

/** Two states of everything that is known, and the changes that lead from one to the other. */
export interface Comparison {
  /** There is a base: only what the change does is judged. */
  readonly relative: boolean;
  readonly changes: readonly ManifestChange[];
  readonly before: readonly KubernetesObject[];
  readonly after: readonly KubernetesObject[];
}

/** `base`: the manifests that the change starts from; `dump`: what the cluster holds beside them. */
export function compareManifests(
  manifests: readonly Manifest[],
  base: readonly Manifest[] | undefined,
  dump: readonly KubernetesObject[],
): Comparison {
  const live = byKey(dump);
  const old = byManifestKey(base ?? []);
  const next = byManifestKey(manifests);
  const before = new Map([...live, ...objectsOf(old)]);
  const deleted = [...old].filter(([key]) => !next.has(key));
  const left = withoutOwned(
    [...before.values()],
    deleted.map(([key]) => key),
  );
  const after = new Map([...byKey(left), ...objectsOf(next)]);
  return {
    relative: base !== undefined,
    changes: [
      ...[...next].flatMap(([key, manifest]) => changeOf(manifest, old.get(key), before.get(key), base)),
      ...deleted.map(([, { object, place }]): ManifestChange => {
        return { kind: 'deleted', before: object, after: undefined, object, place };
      }),
    ],
    before: [...before.values()],
    after: [...after.values()],
  };
}

function changeOf(
  { object, place }: Manifest,
  old: Manifest | undefined,
  before: KubernetesObject | undefined,
  base: readonly Manifest[] | undefined,
): readonly ManifestChange[] {
  if (base === undefined) return [{ kind: 'present', before, after: object, object, place }];
  if (old === undefined) return [{ kind: 'created', before, after: object, object, place }];
  if (isDeepStrictEqual(old.object, object)) return [];
  return [{ kind: 'changed', before, after: object, object, place }];
}

/** What is deleted takes along what its controllers made, down to the pods. */
function withoutOwned(
  objects: readonly KubernetesObject[],
  deletedKeys: readonly string[],
): readonly KubernetesObject[] {
  if (deletedKeys.length === 0) return objects;
  const gone = new Set(deletedKeys);
  const left = objects.filter((object) => !gone.has(refKey(refOf(object))));
  const owned = left.filter((object) => ownerKeys(object).some((key) => gone.has(key)));
  return withoutOwned(
    left,
    owned.map((object) => refKey(refOf(object))),
  );
}

function ownerKeys({ metadata }: KubernetesObject): readonly string[] {
  const { namespace } = metadata;
  return (metadata.ownerReferences ?? [])
    .filter(({ controller }) => controller === true)
    .map(({ apiVersion, kind, name }) =>
      refKey({ apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) }),
    );
}

function byKey(objects: readonly KubernetesObject[]): ReadonlyMap<string, KubernetesObject> {
  return new Map(objects.map((object) => [refKey(refOf(object)), object]));
}

function byManifestKey(manifests: readonly Manifest[]): ReadonlyMap<string, Manifest> {
  return new Map(manifests.map((manifest) => [refKey(refOf(manifest.object)), manifest]));
}

function objectsOf(
  manifests: ReadonlyMap<string, Manifest>,
): readonly (readonly [string, KubernetesObject])[] {
  return [...manifests].map(([key, { object }]) => [key, object] as const);
}

/** The key of an object that a change is about. */
export function keyOfChange({ object }: ManifestChange): string {
  return refKey(refOf(object));
}
