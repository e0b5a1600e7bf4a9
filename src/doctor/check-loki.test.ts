import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { checkLoki } from './check-loki.ts';

const never = new AbortController().signal;
let server: Server | undefined;

/** A Loki with tenants, which answers nobody who names none. */
async function lokiWith(labels: readonly string[] | undefined): Promise<string> {
  server = createServer((request, response) => {
    if (request.url !== '/loki/api/v1/labels') return response.writeHead(404).end('404 page not found');
    if (request.headers['x-scope-orgid'] === undefined) return response.writeHead(401).end('no org id');
    return response.end(JSON.stringify({ status: 'success', data: labels }));
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return `http://u:hunter2@127.0.0.1:${(server.address() as AddressInfo).port}`;
}

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

describe('what doctor says of Loki', () => {
  it('is nothing where none is configured', async () => {
    expect(await checkLoki({}, never)).toEqual([]);
  });

  it.each([
    ['knows pods', ['app', 'container', 'namespace', 'pod'], 'ok', /answers/u],
    ['has other labels', ['k8s_pod_name', 'namespace'], 'finding', /the label pod, container$/u],
    ['holds nothing', undefined, 'finding', /the label namespace, pod, container$/u],
  ])('where it %s', async (_what, labels, status, message) => {
    const found = await checkLoki({ lokiUrl: await lokiWith(labels), lokiOrgId: 'home' }, never);
    expect(found).toMatchObject([{ status, message: expect.stringMatching(message) as string }]);
  });

  it('is that it refuses, without a password', async () => {
    const found = await checkLoki({ lokiUrl: await lokiWith([]) }, never);
    expect(found).toMatchObject([{ status: 'unreachable' }]);
    expect(JSON.stringify(found)).not.toContain('hunter2');
  });
});
