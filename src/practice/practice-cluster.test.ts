import { afterEach, describe, expect, it } from 'vitest';
import type { KubernetesObject } from '../domain/objects.ts';
import type { PracticeUser } from './api/roles.ts';
import {
  type PracticeCluster,
  type PracticeClusterOptions,
  startPracticeCluster,
} from './practice-cluster.ts';
import { hasWritten } from './server.ts';

const at = new Date('2026-03-04T02:00:00Z');
const crashed: KubernetesObject = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web-1', namespace: 'shop', labels: { app: 'web' } },
  spec: { nodeName: 'gone', containers: [{ name: 'app', image: 'x' }] },
  status: { phase: 'Running', containerStatuses: [{ name: 'app', restartCount: 3 }] },
};
const widget: KubernetesObject = {
  apiVersion: 'example.com/v1',
  kind: 'Widget',
  metadata: { name: 'one', namespace: 'shop' },
  spec: { size: 1 },
};
const service: KubernetesObject = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'shop' },
  spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
};

describe('the practice cluster', () => {
  const open: PracticeCluster[] = [];
  afterEach(async () => {
    for (const one of open.splice(0)) await one.stop();
  });

  async function start(options: Partial<PracticeClusterOptions>): Promise<PracticeCluster> {
    const cluster = await startPracticeCluster({
      objects: [],
      clock: { now: () => at },
      random: Math.random,
      ...options,
    });
    open.push(cluster);
    return cluster;
  }

  async function ask(
    cluster: PracticeCluster,
    method: string,
    path: string,
    {
      user = 'admin',
      body,
      type = 'application/json',
    }: { user?: PracticeUser; body?: unknown; type?: string } = {},
  ) {
    const response = await fetch(cluster.url + path, {
      method,
      headers: { authorization: `Bearer ${cluster.tokens[user]}`, 'content-type': type },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text.startsWith('{') ? (JSON.parse(text) as unknown) : text };
  }

  it('keeps a dump as it was recorded, custom resources included', async () => {
    const cluster = await start({ objects: [crashed, widget], controllers: false });
    const pods = await ask(cluster, 'GET', '/api/v1/namespaces/shop/pods');
    expect(pods.body).toMatchObject({ items: [{ spec: crashed['spec'], status: crashed['status'] }] });
    const one = await ask(cluster, 'GET', '/apis/example.com/v1/namespaces/shop/widgets/one');
    expect(one).toMatchObject({ status: 200, body: { kind: 'Widget', spec: { size: 1 } } });
  });

  it('describes itself as discovery does', async () => {
    const cluster = await start({ objects: [widget] });
    expect((await ask(cluster, 'GET', '/version')).body).toMatchObject({ major: '1' });
    expect((await ask(cluster, 'GET', '/api')).body).toMatchObject({ versions: ['v1'] });
    expect((await ask(cluster, 'GET', '/apis')).body).toMatchObject({
      groups: expect.arrayContaining([expect.objectContaining({ name: 'example.com' })]),
    });
    expect((await ask(cluster, 'GET', '/apis/apps/v1')).body).toMatchObject({
      resources: expect.arrayContaining([
        expect.objectContaining({ name: 'deployments', kind: 'Deployment' }),
      ]),
    });
    // There is no metrics server where no scenario says what containers use.
    expect((await ask(cluster, 'GET', '/apis/metrics.k8s.io/v1beta1')).status).toBe(404);
  });

  it('tells in its log who wrote, and that a dry run did not', async () => {
    const cluster = await start({ objects: [service] });
    const path = '/api/v1/namespaces/shop/services/web';
    const write = { body: { metadata: { labels: { a: 'b' } } }, type: 'application/merge-patch+json' };
    const planned = await ask(cluster, 'PATCH', `${path}?dryRun=All`, {
      ...write,
      user: 'firebreak-planner',
    });
    expect(planned.status).toBe(200);
    expect((await ask(cluster, 'PATCH', path, { ...write, user: 'firebreak-planner' })).status).toBe(422);
    expect(cluster.requests().filter(hasWritten)).toEqual([]);
    expect((await ask(cluster, 'PATCH', path, { ...write, user: 'firebreak-executor' })).status).toBe(200);
    expect(cluster.requests().filter(hasWritten)).toMatchObject([
      { user: 'firebreak-executor', verb: 'patch', requestURI: path, dryRun: false, code: 200 },
    ]);
  });

  it("hears a delete's dry run in its body, and in the query only where there is none", async () => {
    const cluster = await start({ objects: [service] });
    const path = '/api/v1/namespaces/shop/services/web';
    const there = async () => (await ask(cluster, 'GET', path)).status;
    await ask(cluster, 'DELETE', path, { body: { dryRun: ['All'] } });
    await ask(cluster, 'DELETE', `${path}?dryRun=All`);
    expect(await there()).toBe(200);
    await ask(cluster, 'DELETE', `${path}?dryRun=All`, { body: { propagationPolicy: 'Background' } });
    expect(await there()).toBe(404);
  });

  it('leaves the pods of a Job behind where no propagation policy is named', async () => {
    let now = at;
    const template = {
      metadata: {},
      spec: { restartPolicy: 'Never', containers: [{ name: 'b', image: 'x:1' }] },
    };
    const job = {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'b', namespace: 'shop' },
      spec: { template },
    };
    const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n' } };
    const cluster = await start({ objects: [node, job], clock: { now: () => now } });
    now = new Date(at.getTime() + 60_000);
    expect((await ask(cluster, 'GET', '/apis/batch/v1/namespaces/shop/jobs/b')).body).toMatchObject({
      status: { succeeded: 1, conditions: [{ type: 'Complete', status: 'True' }] },
    });
    await ask(cluster, 'DELETE', '/apis/batch/v1/namespaces/shop/jobs/b');
    const kinds = new Set(cluster.objects().map(({ kind }) => kind));
    expect([kinds.has('Job'), kinds.has('Pod')]).toEqual([false, true]);
  });

  it.each([
    ['PUT', '/api/v1/namespaces/shop/services/web', 405],
    ['DELETE', '/api/v1/namespaces/shop/services', 405],
    ['GET', '/api/v1/namespaces/shop/services/web/proxy', 404],
    ['GET', '/nope', 404],
    ['GET', '/api/v1/nopes', 404],
  ])('%s %s is %d', async (method, path, status) => {
    expect((await ask(await start({ objects: [service] }), method, path)).status).toBe(status);
  });

  it('says at the start what is wrong with an object', async () => {
    const broken = { ...service, spec: { selectr: {} } };
    await expect(start({ objects: [broken] })).rejects.toThrow('Service web: unknown field "spec.selectr"');
  });
});
