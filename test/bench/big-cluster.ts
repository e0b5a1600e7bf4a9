import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { recordedCluster } from '../../src/adapters/dump/recorded-cluster.ts';
import type { KubernetesObject } from '../../src/domain/objects.ts';
import { apiVersions, isNamespaced, type KnownKind } from '../../src/evidence/kinds.ts';
import { expandScenario } from '../triage/scenario/expand-scenario.ts';
import { parseScenario } from '../triage/scenario/scenario.ts';

const replicas = 100;
const fleets = 10;
const wide = 1000;
const others = 18_000;
const logLine = `level=error msg="upstream timed out" request=${'x'.repeat(400)}\n`;
/** Of each pod; only its end is ever made. */
const logBytes = 100 * 1024 * 1024;

/**
 * A Kubernetes API over HTTP with 20,000 pods: 2,000 in namespace \`big\`, a thousand of them of one Deployment of which
 * the last crashes; the others are made only when somebody asks for them, so that the server takes no memory of note.
 */
export interface BigCluster {
  readonly url: string;
  /** Paths with queries, in order. */
  readonly requests: string[];
  /** Bytes of all answers so far. */
  bytes(): number;
  readonly crashing: string;
  stop(): Promise<void>;
}

function namespaceOfPods() {
  const fleet = Array.from({ length: fleets }, (_, index) => ({
    Deployment: `big/fleet-${index}`,
    replicas,
  }));
  const running = Array.from({ length: wide - 1 }, () => 'running');
  const crash = { is: 'crash', exit: 137, reason: 'OOMKilled', restarts: 9 };
  return expandScenario(
    parseScenario({
      about: 'one of a thousand pods is killed for its memory',
      alerts: [{ labels: { alertname: 'KubePodCrashLooping', namespace: 'big', pod: `<wide/${wide - 1}>` } }],
      cluster: [
        ...fleet,
        {
          Deployment: 'big/wide',
          container: { resources: { limits: { memory: '256Mi' } } },
          pods: [...running, crash],
        },
      ],
      expect: {},
    }),
  );
}

export async function startBigCluster(): Promise<
  BigCluster & { readonly payload: unknown; readonly now: Date }
> {
  const { objects, payload, now } = namespaceOfPods();
  const reader = recordedCluster(objects);
  const requests: string[] = [];
  let bytes = 0;

  async function answer(url: URL): Promise<{ readonly status: number; readonly body: string }> {
    const route = routeOf(url.pathname);
    if (route === undefined) return { status: 404, body: notFound };
    if ('discovery' in route) return { status: 200, body: discovery(route.discovery) };
    const { kind, namespace, name } = route;
    if (route.log) return { status: 200, body: logTail(url) };
    const apiVersion = apiVersions[kind];
    if (name !== undefined) {
      const found = await reader.get({
        apiVersion,
        kind,
        name,
        ...(namespace === undefined ? {} : { namespace }),
      });
      return found === undefined
        ? { status: 404, body: notFound }
        : { status: 200, body: JSON.stringify(found) };
    }
    const labelSelector = url.searchParams.get('labelSelector');
    const fieldSelector = url.searchParams.get('fieldSelector');
    const { items } = await reader.list({
      apiVersion,
      kind,
      ...(namespace === undefined ? {} : { namespace }),
      ...(labelSelector === null ? {} : { labelSelector }),
      ...(fieldSelector === null ? {} : { fieldSelector }),
    });
    const elsewhere = kind === 'Pod' && namespace === undefined ? strangers(items[0]) : [];
    return { status: 200, body: page([...items, ...elsewhere], url.searchParams) };
  }

  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    requests.push(request.url ?? '/');
    const { status, body } = await answer(new URL(request.url ?? '/', 'http://big'));
    bytes += body.length;
    response.writeHead(status, { 'content-type': body.startsWith('{') ? 'application/json' : 'text/plain' });
    response.end(body);
  };
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const last = objects.filter(({ kind }) => kind === 'Pod').find(isCrashing);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    bytes: () => bytes,
    crashing: last?.metadata.name ?? '',
    payload,
    now,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const notFound = JSON.stringify({
  kind: 'Status',
  apiVersion: 'v1',
  status: 'Failure',
  reason: 'NotFound',
  code: 404,
});

const isCrashing = (pod: KubernetesObject) => JSON.stringify(pod['status']).includes('CrashLoopBackOff');

function* copies(pod: KubernetesObject): Generator<KubernetesObject> {
  for (let index = 0; index < others; index += 1) {
    yield { ...pod, metadata: { ...pod.metadata, name: `other-${index}`, namespace: `other-${index % 50}` } };
  }
}

const strangers = (pod: KubernetesObject | undefined) => (pod === undefined ? [] : [...copies(pod)]);

const kinds = Object.keys(apiVersions) as readonly KnownKind[];
const plurals = new Map(kinds.map((kind) => [pluralOf(kind), kind] as const));

function pluralOf(kind: string): string {
  const lower = kind.toLowerCase();
  if (lower === 'podmetrics') return 'pods.metrics';
  if (lower.endsWith('ss')) return `${lower}es`;
  return lower.endsWith('y') ? `${lower.slice(0, -1)}ies` : `${lower}s`;
}

function discovery(groupVersion: string): string {
  const resources = kinds
    .filter((kind) => apiVersions[kind] === groupVersion)
    .map((kind) => ({ name: pluralOf(kind), kind, namespaced: isNamespaced(kind) }));
  return JSON.stringify({ kind: 'APIResourceList', groupVersion, resources });
}

interface Route {
  readonly kind: KnownKind;
  readonly namespace?: string;
  readonly name?: string;
  readonly log: boolean;
}

function routeOf(path: string): Route | { readonly discovery: string } | undefined {
  const match = /^\/(?:api\/(?<core>v1)|apis\/(?<group>[^/]+\/[^/]+))(?<rest>\/.*)?$/u.exec(path)?.groups;
  if (match === undefined) return undefined;
  const { core, group, rest } = match;
  if (rest === undefined) return { discovery: core ?? group ?? '' };
  const parts = rest.slice(1).split('/').map(decodeURIComponent);
  const [namespace, inside] =
    parts[0] === 'namespaces' && parts.length > 2 ? [parts[1], parts.slice(2)] : [undefined, parts];
  const [plural = '', name, sub] = inside;
  const kind = plurals.get(plural);
  return kind === undefined
    ? undefined
    : {
        kind,
        ...(namespace === undefined ? {} : { namespace }),
        ...(name === undefined ? {} : { name }),
        log: sub === 'log',
      };
}

/** A page of a list, by `limit` and a `continue` token that is an offset. */
function page(items: readonly KubernetesObject[], query: URLSearchParams): string {
  const from = Number(query.get('continue') ?? 0);
  const limit = Number(query.get('limit') ?? items.length);
  const to = from + limit;
  const metadata = to < items.length ? { continue: String(to) } : {};
  return JSON.stringify({ kind: 'List', apiVersion: 'v1', metadata, items: items.slice(from, to) });
}

/** The end of the log, as the kubelet cuts it: by lines, then from the front by bytes. All of it, where neither is said. */
function logTail({ searchParams }: URL): string {
  const lines = Number(searchParams.get('tailLines') ?? Math.ceil(logBytes / logLine.length));
  return logLine.repeat(lines).slice(0, Number(searchParams.get('limitBytes') ?? Infinity));
}
