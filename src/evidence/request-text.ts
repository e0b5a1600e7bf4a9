import type { ObjectRef } from '../domain/objects.ts';
import type { ListQuery, LogQuery } from '../ports/cluster.ts';

/** How people name the request behind a read. For display: adapters learn real paths from discovery. */
export function getText(ref: ObjectRef): string {
  return `GET ${collection(ref.apiVersion, ref.kind, ref.namespace)}/${ref.name}`;
}

export function listText(query: ListQuery): string {
  const selectors = [
    ...(query.labelSelector === undefined ? [] : [`labelSelector=${query.labelSelector}`]),
    ...(query.fieldSelector === undefined ? [] : [`fieldSelector=${query.fieldSelector}`]),
  ];
  const search = selectors.length === 0 ? '' : `?${selectors.join('&')}`;
  return `GET ${collection(query.apiVersion, query.kind, query.namespace)}${search}`;
}

export function logText(query: LogQuery): string {
  const previous = query.previous ? '&previous=true' : '';
  return `GET /api/v1/namespaces/${query.namespace}/pods/${query.pod}/log?container=${query.container}${previous}`;
}

function collection(apiVersion: string, kind: string, namespace: string | undefined): string {
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  return `${root}${namespace === undefined ? '' : `/namespaces/${namespace}`}/${plural(kind.toLowerCase())}`;
}

function plural(kind: string): string {
  if (kind === 'podmetrics') return 'pods';
  if (kind.endsWith('s')) return `${kind}es`;
  return kind.endsWith('y') ? `${kind.slice(0, -1)}ies` : `${kind}s`;
}
