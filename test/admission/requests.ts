import { markerAnnotation } from '../../src/actions/marked-patch.ts';
import { textAt } from '../../src/domain/fields.ts';
import type { KubernetesObject } from '../../src/domain/objects.ts';
import type { ControlPlane, KubeReply, KubeUser } from '../parts/control-plane.ts';
import { expectOk } from '../parts/kube-request.ts';

/** One request that somebody with a token might make. */
export interface Attempt {
  readonly what: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: object;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** No dry-run of it could succeed on the test's control plane. */
  readonly untried?: true;
  /** The test's API server asks no admission policy about it. */
  readonly rbacAlone?: true;
}

/** Objects of the open namespace as they are. */
export interface LiveShop {
  readonly web: KubernetesObject;
  readonly nightly: KubernetesObject;
  readonly failed: KubernetesObject;
  readonly running: KubernetesObject;
  readonly single: KubernetesObject;
  /** A pod of the Deployment, and what made it. */
  readonly pod: KubernetesObject;
  readonly replicaSet: KubernetesObject;
  readonly url: { readonly web: string; readonly node: string };
}

/** Metadata with our marker. */
export function mark(metadata: Fields): object {
  return {
    ...metadata,
    annotations: { [markerAnnotation]: 'prp_1.1', ...(metadata['annotations'] as object | undefined) },
  };
}

const strategic = 'application/strategic-merge-patch+json';

/** A strategic merge patch that carries our marker. */
export function patch(what: string, path: string, { metadata = {}, ...body }: Change): Attempt {
  return { what, method: 'PATCH', path, type: strategic, body: { ...body, metadata: mark(metadata) } };
}

interface Change {
  readonly metadata?: Fields;
  readonly spec?: object;
}
type Fields = Readonly<Record<string, unknown>>;

export function merge(what: string, path: string, body: object): Attempt {
  return { what, method: 'PATCH', path, type: 'application/merge-patch+json', body };
}

/** A JSON Patch that sets our marker first. */
export function jsonPatch(what: string, path: string, ...operations: readonly object[]): Attempt {
  const marker = { op: 'add', path: '/metadata/annotations/firebreak.dev~1action', value: 'prp_1.1' };
  const type = 'application/json-patch+json';
  return { what, method: 'PATCH', path, type, body: [marker, ...operations] };
}

/** A server-side apply. */
export function apply(what: string, path: string, body: object, fieldManager = 'firebreak'): Attempt {
  const query = `fieldManager=${fieldManager}&force=true`;
  return { what, method: 'PATCH', path: `${path}?${query}`, type: 'application/apply-patch+yaml', body };
}

export function replace(what: string, path: string, body: object): Attempt {
  return { what, method: 'PUT', path, body };
}

export function create(what: string, path: string, body: object): Attempt {
  return { what, method: 'POST', path, body };
}

export function remove(what: string, path: string, options: object = {}): Attempt {
  return { what, method: 'DELETE', path, body: { apiVersion: 'v1', kind: 'DeleteOptions', ...options } };
}

/** A change of the first container of a workload. */
export function containerOf(change: object): { readonly spec: object } {
  return { spec: { template: { spec: { containers: [{ name: 'web', ...change }] } } } };
}

export async function send(cluster: ControlPlane, attempt: Attempt, as: KubeUser): Promise<KubeReply> {
  const { method, path, body, type, headers } = attempt;
  return await cluster.request(method, path, {
    as,
    ...(headers === undefined ? {} : { headers }),
    ...(body === undefined ? {} : { body }),
    ...(type === undefined ? {} : { contentType: type }),
  });
}

/** The same request, which changes nothing. */
export function dryRun(attempt: Attempt): Attempt {
  if (attempt.method === 'DELETE') return { ...attempt, body: { ...attempt.body, dryRun: ['All'] } };
  const query = attempt.path.includes('?') ? '&' : '?';
  return { ...attempt, path: `${attempt.path}${query}dryRun=All` };
}

export async function readObject(cluster: ControlPlane, path: string): Promise<KubernetesObject> {
  return (await expectOk(cluster.request('GET', path), path)) as KubernetesObject;
}

export async function readShop(cluster: ControlPlane): Promise<LiveShop> {
  const web = '/apis/apps/v1/namespaces/shop/deployments/web';
  const batch = '/apis/batch/v1/namespaces/shop';
  const [node] = (await readObject(cluster, '/api/v1/nodes'))['items'] as readonly KubernetesObject[];
  const pods = (await readObject(cluster, '/api/v1/namespaces/shop/pods'))[
    'items'
  ] as readonly KubernetesObject[];
  const pod = pods.find(({ metadata }) => metadata.name.startsWith('web-'));
  if (pod === undefined) throw new Error('the Deployment has no pod');
  const replicaSet = pod.metadata.ownerReferences?.[0]?.name ?? '';
  return {
    web: await readObject(cluster, web),
    nightly: await readObject(cluster, `${batch}/cronjobs/nightly`),
    failed: await readObject(cluster, `${batch}/jobs/failed`),
    running: await readObject(cluster, `${batch}/jobs/running`),
    single: await readObject(cluster, '/api/v1/namespaces/shop/pods/single'),
    pod,
    replicaSet: await readObject(cluster, `/apis/apps/v1/namespaces/shop/replicasets/${replicaSet}`),
    url: { web, node: `/api/v1/nodes/${node?.metadata.name ?? ''}` },
  };
}

/** What the API server said, in a line. */
export function saying({ status, json, text }: KubeReply): string {
  return `${status} ${textAt(json, 'message') ?? text.slice(0, 200)}`;
}

/** What restarts a workload. */
export const restart = {
  spec: {
    template: {
      metadata: { annotations: { 'kubectl.kubernetes.io/restartedAt': '2026-03-04T02:00:00Z' } },
    },
  },
};
