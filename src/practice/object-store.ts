import { isDeepStrictEqual } from 'node:util';
import { groupOf, type KubernetesObject, refKey, refOf } from '../domain/objects.ts';
import type { ObjectOfKind } from './kinds.ts';
import type { Random } from './random.ts';

/**
 * What etcd holds: objects by group, kind, namespace and name. Values are never changed in place; each change gives
 * a new resource version, and a changed spec a new generation.
 */
export interface ObjectStore {
  get<K extends string>(
    apiVersion: string,
    kind: K,
    namespace: string | undefined,
    name: string,
  ): ObjectOfKind<K> | undefined;
  /** All of a kind, of one namespace or of all, in the order of namespace and name. */
  list<K extends string>(apiVersion: string, kind: K, namespace?: string): readonly ObjectOfKind<K>[];
  all(): readonly KubernetesObject[];
  byUid(uid: string): KubernetesObject | undefined;
  /** Stores a new object; uid and times that it brings along stay. */
  create<T extends KubernetesObject>(object: T): T;
  /** Stores the next state of an object; one that differs in nothing keeps its resource version. */
  replace<T extends KubernetesObject>(object: T): T;
  /** What `replace` would store, without storing it. */
  preview<T extends KubernetesObject>(object: T): T;
  remove(object: KubernetesObject): void;
  /** The newest resource version. */
  version(): number;
}

/** What an object would be once stored, for dry runs too. */
export function withSystemFields<T extends KubernetesObject>(
  object: T,
  { uid, now, version }: { readonly uid: string; readonly now: Date; readonly version?: number },
): T {
  const { metadata } = object;
  return {
    ...object,
    metadata: {
      ...metadata,
      uid: metadata.uid ?? uid,
      creationTimestamp: metadata.creationTimestamp ?? timestamp(now),
      ...(version === undefined ? {} : { resourceVersion: String(version) }),
    },
  };
}

/** RFC 3339 in whole seconds, as the API server writes times. */
export function timestamp(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}

function compareKeys([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

export interface ObjectStoreOptions {
  readonly random: Random;
  readonly now: () => Date;
  readonly hasGeneration: (apiVersion: string, kind: string) => boolean;
}

export function createObjectStore({ random, now, hasGeneration }: ObjectStoreOptions): ObjectStore {
  const objects = new Map<string, KubernetesObject>();
  let version = 1000;
  const put = <T extends KubernetesObject>(object: T): T => {
    objects.set(refKey(refOf(object)), object);
    return object;
  };
  const generation = (object: KubernetesObject, before: KubernetesObject | undefined): object => {
    if (!hasGeneration(object.apiVersion, object.kind)) return {};
    if (before === undefined) return { generation: object.metadata.generation ?? 1 };
    const changed = !isDeepStrictEqual(before['spec'], object['spec']);
    return { generation: (before.metadata.generation ?? 1) + (changed ? 1 : 0) };
  };
  const withGeneration = <T extends KubernetesObject>(object: T): T => {
    const before = objects.get(refKey(refOf(object)));
    return { ...object, metadata: { ...object.metadata, ...generation(object, before) } };
  };
  return {
    get: <K extends string>(apiVersion: string, kind: K, namespace: string | undefined, name: string) => {
      const ref = { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) };
      return objects.get(refKey(ref)) as ObjectOfKind<K> | undefined;
    },
    list: <K extends string>(apiVersion: string, kind: K, namespace?: string) => {
      const prefix = `${groupOf(apiVersion)}/${kind}/${namespace === undefined ? '' : `${namespace}/`}`;
      return [...objects]
        .filter(([key]) => key.startsWith(prefix))
        .sort(compareKeys)
        .map(([, object]) => object as ObjectOfKind<K>);
    },
    all: () => [...objects].sort(compareKeys).map(([, object]) => object),
    byUid: (uid) => [...objects.values()].find((object) => object.metadata.uid === uid),
    create(object) {
      version += 1;
      const stored = withSystemFields(object, { uid: random.uid(), now: now(), version });
      return put({ ...stored, metadata: { ...stored.metadata, ...generation(object, undefined) } });
    },
    preview: withGeneration,
    replace(object) {
      const next = withGeneration(object);
      if (isDeepStrictEqual(next, objects.get(refKey(refOf(object))))) return next;
      version += 1;
      return put({ ...next, metadata: { ...next.metadata, resourceVersion: String(version) } });
    },
    remove(object) {
      version += 1;
      objects.delete(refKey(refOf(object)));
    },
    version: () => version,
  };
}
