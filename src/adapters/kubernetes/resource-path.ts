import type { ObjectRef } from '../../domain/objects.ts';
import { ClusterError } from '../../ports/cluster.ts';

/** Where a kind lives, as discovery tells. */
export interface Resource {
  readonly apiVersion: string;
  /** Plural, as in paths and RBAC rules. */
  readonly name: string;
  readonly namespaced: boolean;
}

/**
 * One segment of a path. An empty name would turn a get into a list and a delete into a delete of the whole
 * collection; `.`, `..`, `/` and `%` are what the API server's own rule for path segments forbids.
 */
function segment(text: string, what: string): string {
  if (text === '' || text === '.' || text === '..' || /[/%]/u.test(text)) {
    throw new ClusterError('invalid', `not a ${what}: ${JSON.stringify(text)}`);
  }
  return encodeURIComponent(text);
}

/** `/api/v1` or `/apis/apps/v1`. */
export function groupVersionPath(apiVersion: string): string {
  const [first = '', second, ...more] = apiVersion.split('/');
  if (more.length > 0) throw new ClusterError('invalid', `not an apiVersion: ${JSON.stringify(apiVersion)}`);
  return second === undefined
    ? `/api/${segment(first, 'version')}`
    : `/apis/${segment(first, 'group')}/${segment(second, 'version')}`;
}

/** The collection's path; without a namespace that of a cluster-scoped kind, or of all namespaces. */
export function collectionPath(resource: Resource, namespace: string | undefined): string {
  const base = groupVersionPath(resource.apiVersion);
  const plural = segment(resource.name, 'resource');
  if (!resource.namespaced || namespace === undefined) return `${base}/${plural}`;
  return `${base}/namespaces/${segment(namespace, 'namespace')}/${plural}`;
}

/** The path of one object's collection: a namespaced kind needs its namespace here. */
export function ownCollectionPath(
  resource: Resource,
  ref: Pick<ObjectRef, 'kind' | 'namespace' | 'name'>,
): string {
  if (resource.namespaced && ref.namespace === undefined) {
    throw new ClusterError('invalid', `${ref.kind} ${ref.name} needs a namespace`);
  }
  return collectionPath(resource, ref.namespace);
}

export function objectPath(resource: Resource, ref: Pick<ObjectRef, 'kind' | 'namespace' | 'name'>): string {
  return `${ownCollectionPath(resource, ref)}/${segment(ref.name, 'name')}`;
}

export function podLogPath(namespace: string, pod: string): string {
  return `/api/v1/namespaces/${segment(namespace, 'namespace')}/pods/${segment(pod, 'pod name')}/log`;
}
