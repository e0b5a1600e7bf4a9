import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { createInterface } from 'node:readline';
import type { IncomingMessage } from 'node:http';
import { field, listAt, textAt } from '../../src/domain/fields.ts';
import type { ControlPlane } from '../parts/control-plane.ts';
import { expectOk } from '../parts/kube-request.ts';
import { waitFor } from '../parts/wait.ts';

/** Sees every version of a Service's EndpointSlices that the API server stores. */
export interface EndpointWatch {
  /** The fewest ready endpoints among pods whose names begin so, in any version since the watch began. */
  fewest(): number;
  /** Ready endpoints now, by the names of their pods. */
  ready(): readonly string[];
  /** How many versions have been seen. */
  versions(): number;
  stop(): void;
}

export async function watchEndpoints(
  cluster: ControlPlane,
  namespace: string,
  service: string,
  owner: string,
): Promise<EndpointWatch> {
  const selector = `labelSelector=${encodeURIComponent(`kubernetes.io/service-name=${service}`)}`;
  const path = `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices?${selector}`;
  const list = await expectOk(cluster.request('GET', path), path);
  const slices = new Map<string, readonly string[]>();
  const take = (slice: unknown) => slices.set(textAt(slice, 'metadata', 'name') ?? '', readyPods(slice));
  for (const slice of listAt(list, 'items')) take(slice);
  const ready = () => [...slices.values()].flat();
  const own = () => ready().filter((name) => name.startsWith(owner)).length;
  let fewest = own();
  let versions = 1;

  const version = textAt(list, 'metadata', 'resourceVersion') ?? '';
  const stream = await open(cluster, `${path}&watch=1&resourceVersion=${version}`);
  // The API server may end before whoever looks.
  stream.on('error', () => {});
  createInterface({ input: stream }).on('line', (line) => {
    const event: unknown = JSON.parse(line);
    if (textAt(event, 'type') === 'DELETED') {
      slices.delete(textAt(event, 'object', 'metadata', 'name') ?? '');
    } else take(field(event, 'object'));
    versions += 1;
    fewest = Math.min(fewest, own());
  });
  return {
    fewest: () => fewest,
    ready,
    versions: () => versions,
    stop: () => stream.destroy(),
  };
}

/** Waits until all ready endpoints are those of the owner's. */
export async function onlyReaches(watch: EndpointWatch, owner: string): Promise<void> {
  await waitFor(() => watch.ready().length > 0 && watch.ready().every((name) => name.startsWith(owner)), {
    what: `endpoints of ${owner} alone`,
    timeoutMs: 60_000,
  });
}

function readyPods(slice: unknown): readonly string[] {
  return listAt(slice, 'endpoints')
    .filter((endpoint) => field(endpoint, 'conditions', 'ready') === true)
    .map((endpoint) => textAt(endpoint, 'targetRef', 'name') ?? '');
}

function open(cluster: ControlPlane, path: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request(
      new URL(path, cluster.url),
      {
        ca: readFileSync(cluster.caFile),
        headers: { authorization: `Bearer ${cluster.adminToken}`, accept: 'application/json' },
      },
      resolve,
    )
      .once('error', reject)
      .end();
  });
}
