import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import type { ObjectRef } from '../../domain/objects.ts';
import { loadKubeConfig } from './kube-config.ts';
import { createKubernetesCluster, type KubernetesCluster } from './kubernetes-cluster.ts';

const TOKEN = 'sesame-3f9a';
const pod: ObjectRef = { apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name: 'web-1' };
const discovery = {
  kind: 'APIResourceList',
  resources: [
    { name: 'pods', kind: 'Pod', namespaced: true },
    { name: 'pods/log', kind: 'Pod', namespaced: true },
  ],
};

type Answer = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

function json(response: ServerResponse, code: number, body: unknown): void {
  response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

describe('a cluster over HTTP', () => {
  const open: { close(): unknown }[] = [];
  afterEach(async () => {
    for (const one of open.splice(0)) await one.close();
  });

  function connect(url: string, options: { timeoutMilliseconds?: number; maxAnswerBytes?: number } = {}) {
    const config = {
      clusters: [{ name: 'c', cluster: { server: url, 'insecure-skip-tls-verify': true } }],
      users: [{ name: 'u', user: { token: TOKEN } }],
      contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
      'current-context': 'x',
    };
    const kubeConfig = loadKubeConfig({ source: { text: JSON.stringify(config) } });
    const cluster = createKubernetesCluster({ kubeConfig, timeoutMilliseconds: 5_000, ...options });
    open.push(cluster);
    return cluster;
  }

  async function listen(server: Server): Promise<string> {
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** A server that knows pods and answers everything else as told. */
  async function serve(
    answer: Answer,
    options: { timeoutMilliseconds?: number; maxAnswerBytes?: number } = {},
  ): Promise<KubernetesCluster> {
    const server = createServer((request, response) => {
      if (request.url === '/api/v1') json(response, 200, discovery);
      else void answer(request, response);
    });
    open.push({ close: () => (server.closeAllConnections(), server.close()) });
    return connect(await listen(server), options);
  }

  it('sends the token, and keeps fields that nobody has heard of', async () => {
    const seen: (string | undefined)[] = [];
    const cluster = await serve((request, response) => {
      seen.push(request.headers.authorization, request.url);
      const body = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web-1' }, spec: { brandNew: [1] } };
      json(response, 200, body);
    });
    expect(await cluster.reader.get(pod)).toMatchObject({ spec: { brandNew: [1] } });
    expect(seen).toEqual([`Bearer ${TOKEN}`, '/api/v1/namespaces/shop/pods/web-1']);
  });

  it('follows the pages up to the limit', async () => {
    const asked: string[] = [];
    const cluster = await serve((request, response) => {
      const query = new URL(request.url ?? '', 'http://x').searchParams;
      asked.push(`${query.get('limit')} ${query.get('continue')}`);
      const from = Number(query.get('continue') ?? 0);
      const items = [0, 1].map((index) => ({ metadata: { name: `web-${from + index}` } }));
      json(response, 200, { kind: 'PodList', metadata: { continue: String(from + 2) }, items });
    });
    const { items, truncated } = await cluster.reader.list({ apiVersion: 'v1', kind: 'Pod', limit: 5 });
    expect(items.map(({ metadata }) => metadata.name)).toEqual(['web-0', 'web-1', 'web-2', 'web-3', 'web-4']);
    expect(truncated).toBe(true);
    expect(asked).toEqual(['5 null', '3 2', '1 4']);
  });

  it('looks for a missing kind once more each time, and for a known one never again', async () => {
    let lookups = 0;
    const server = createServer((request, response) => {
      if (request.url === '/api/v1') lookups += 1;
      json(response, 200, request.url === '/api/v1' ? discovery : { kind: 'PodList', items: [] });
    });
    open.push({ close: () => (server.closeAllConnections(), server.close()) });
    const { reader } = connect(await listen(server));
    await reader.list({ apiVersion: 'v1', kind: 'Pod' });
    await reader.list({ apiVersion: 'v1', kind: 'Pod' });
    expect(lookups).toBe(1);
    await expect(reader.list({ apiVersion: 'v1', kind: 'Widget' })).rejects.toMatchObject({
      reason: 'KindNotServed',
    });
    expect(lookups).toBe(2);
  });

  it.each<[string, Answer, object]>([
    ['a proxy page', (_, response) => void response.writeHead(200).end('<html>'), { code: 'server-error' }],
    ["a proxy's 404", (_, response) => void response.writeHead(404).end('nope'), { code: 'not-found' }],
    [
      'a redirect',
      (_, response) => void response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
      { code: 'server-error', status: 302 },
    ],
    ['another shape', (_, response) => json(response, 200, { items: 1 }), { code: 'server-error' }],
    [
      'an overloaded API server',
      (_, response) => json(response, 429, { kind: 'Status', reason: 'TooManyRequests', message: 'later' }),
      { code: 'too-many-requests', status: 429, message: 'later' },
    ],
    [
      "etcd's time-out",
      (_, response) => json(response, 500, { kind: 'Status', reason: 'ServerTimeout', message: 'slow' }),
      { code: 'timeout', status: 500 },
    ],
    ['a broken connection', (_, response) => void response.destroy(), { code: 'unreachable' }],
  ])('says what %s is', async (_, answer, error) => {
    const cluster = await serve(answer);
    await expect(cluster.reader.get(pod)).rejects.toMatchObject(error);
  });

  it('waits no longer than it was told, for the body too', async () => {
    const silent = await serve(() => undefined, { timeoutMilliseconds: 200 });
    await expect(silent.reader.get(pod)).rejects.toMatchObject({ code: 'timeout' });
    const slow = await serve((_, response) => void response.writeHead(200).write('{'), {
      timeoutMilliseconds: 200,
    });
    await expect(slow.reader.get(pod)).rejects.toMatchObject({ code: 'timeout' });
  });

  it('reads no answer that is longer than it was told', async () => {
    const cluster = await serve((_, response) => void response.end('x'.repeat(5_000)), {
      maxAnswerBytes: 1_000,
    });
    await expect(cluster.reader.get(pod)).rejects.toMatchObject({ code: 'server-error' });
  });

  it('cannot reach what is not there, and does not tell the token', async () => {
    const { reader } = connect('http://127.0.0.1:1');
    const error: unknown = await reader.get(pod).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'unreachable', message: expect.stringContaining('ECONNREFUSED') });
    expect(JSON.stringify(error) + String(error)).not.toContain(TOKEN);
  });

  it('asks for a delete dry run in the body, where alone the API server looks', async () => {
    const bodies: unknown[] = [];
    const cluster = await serve(async (request, response) => {
      bodies.push(JSON.parse(await text(request)));
      json(response, 200, { kind: 'Status', status: 'Success' });
    });
    const options = { preconditions: { uid: 'u-1' }, propagationPolicy: 'Background' } as const;
    await cluster.dryRun.dryRun({ verb: 'delete', target: pod, options });
    await cluster.writer.write({ verb: 'delete', target: pod, options });
    const deleteOptions = { apiVersion: 'v1', kind: 'DeleteOptions', ...options };
    expect(bodies).toEqual([{ ...deleteOptions, dryRun: ['All'] }, deleteOptions]);
  });
});
