/** Kubernetes objects as raw JSON: typed clients drop fields they do not know, and a judge must see all of them. */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/** The part of an object's metadata that Firebreak relies on; whatever else the API server sends is kept. */
export interface ObjectMeta {
  readonly name: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly generation?: number;
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ownerReferences?: readonly OwnerReference[];
}

export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean;
}

/** A whole object as the API server (or a dump, or a manifest) holds it. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
  // Spec, status and data differ by kind; readers narrow what they need and ignore the rest.
  readonly [field: string]: unknown;
}

/** Names one object. `namespace` is absent for cluster-scoped kinds; `uid` tells two lives of a name apart. */
export interface ObjectRef {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly uid?: string;
}

/** The reference to an object, with its uid where the object has one. */
export function refOf(object: KubernetesObject): ObjectRef {
  const { namespace, name, uid } = object.metadata;
  return Object.freeze({
    apiVersion: object.apiVersion,
    kind: object.kind,
    ...(namespace === undefined ? {} : { namespace }),
    name,
    ...(uid === undefined ? {} : { uid }),
  });
}

/** The same without the uid: what `objects` of a verdict holds. */
export function bareRefOf(object: KubernetesObject): ObjectRef {
  return withoutUid(refOf(object));
}

export function withoutUid({ uid: _uid, ...identity }: ObjectRef): ObjectRef {
  return Object.freeze(identity);
}

/** The API group of an apiVersion: `apps` for `apps/v1`, the empty string for the core group. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}

/** Equal for two references to the same object, whatever API version names it: `apps/Deployment/cardboard/web`. */
export function refKey(ref: ObjectRef): string {
  return `${groupOf(ref.apiVersion)}/${ref.kind}/${ref.namespace ?? ''}/${ref.name}`;
}

/** The `refKey` of an object, without making the reference: lists of thousands are looked up by it. */
export function objectKey({ apiVersion, kind, metadata }: KubernetesObject): string {
  return `${groupOf(apiVersion)}/${kind}/${metadata.namespace ?? ''}/${metadata.name}`;
}

/** How people read a reference: `Deployment cardboard/web`, `Namespace cardboard`. */
export function refText(ref: Pick<ObjectRef, 'kind' | 'namespace' | 'name'>): string {
  return ref.namespace === undefined ? `${ref.kind} ${ref.name}` : `${ref.kind} ${ref.namespace}/${ref.name}`;
}

/** The namespace that an object belongs to; a Namespace's own name is its namespace. */
export function namespaceOf(ref: Pick<ObjectRef, 'kind' | 'namespace' | 'name'>): string | undefined {
  return ref.kind === 'Namespace' ? ref.name : ref.namespace;
}
