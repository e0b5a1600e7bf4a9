import type { RouteOptions } from 'fastify';
import { describe, expect, it } from 'vitest';
import type { Access } from '../../src/http/auth/access.ts';
import { FakePorts } from './fakes.ts';
import { oomScraper } from './incidents/oom-scraper.ts';
import { API_TOKEN, APPROVER_TOKEN, signIn, testApp, VIEWER_TOKEN } from './test-app.ts';

type Method = 'GET' | 'POST' | 'DELETE' | 'HEAD';
interface Route {
  readonly method: Method;
  readonly url: string;
  readonly access: Access | undefined;
}

const OPEN: ReadonlySet<string> = new Set([
  'GET /livez',
  'GET /readyz',
  'GET /metrics',
  'GET /openapi.json',
  'GET /sign-in',
]);

/** Every route of the app with a real incident's id in place of `:id`. */
async function routesOf(built: ReturnType<typeof testApp>): Promise<readonly Route[]> {
  const routes: Route[] = [];
  built.app.addHook('onRoute', (route: RouteOptions) => {
    for (const method of [route.method].flat()) {
      routes.push({
        method: method as Method,
        url: route.url.replace(':id', oomScraper.id),
        access: route.config?.access,
      });
    }
  });
  await built.app.ready();
  return routes;
}

function isOpen({ method, url }: Route): boolean {
  return OPEN.has(`${method.replace('HEAD', 'GET')} ${url}`) || url.startsWith('/assets/');
}

describe('nobody', () => {
  it('gets nowhere but to the few open routes', async () => {
    const built = testApp({ ports: new FakePorts([oomScraper]), auth: { loopback: false } });
    const closed = (await routesOf(built)).filter((route) => !isOpen(route));
    expect(closed.length).toBeGreaterThan(15);

    for (const { method, url } of closed) {
      const answer = await built.app.inject({ method, url, headers: { host: 'firebreak.example.org' } });
      const isToSignIn = answer.statusCode === 303 && String(answer.headers.location).startsWith('/sign-in?');
      const isRefused = answer.statusCode === 401 || answer.statusCode === 403;
      expect(isToSignIn || isRefused, `${method} ${url} → ${answer.statusCode}`).toBe(true);
      expect(answer.body).not.toContain(oomScraper.title);
    }
  });

  it('reaches every open route', async () => {
    const built = testApp();
    const open = (await routesOf(built)).filter(isOpen);
    expect(open.length).toBeGreaterThanOrEqual(8);

    for (const { method, url } of open) {
      const answer = await built.app.inject({ method, url });
      expect(answer.statusCode, `${method} ${url}`).toBe(200);
    }
  });
});

describe('every answer', () => {
  it('forbids inline scripts, frames and sniffing, and is not kept', async () => {
    const { app } = testApp();
    for (const url of ['/sign-in', '/api/v1/incidents', '/no-such-page', '/livez']) {
      const { headers } = await app.inject({ url });
      expect(headers['content-security-policy']).toContain("default-src 'none'");
      expect(headers['content-security-policy']).toContain("script-src 'self'");
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
      expect(headers['content-security-policy']).not.toContain('unsafe');
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['referrer-policy']).toBe('same-origin');
      expect(headers['cache-control']).toBe('no-store');
    }
  });

  it('leaves no secret in the log', async () => {
    const { app, logged } = testApp();
    const { cookie } = await signIn(app);
    await app.inject({
      url: '/api/v1/incidents?q=private',
      headers: { authorization: `Bearer ${API_TOKEN}` },
    });
    await app.inject({ url: '/api/v1/incidents', headers: { authorization: 'Bearer wrong-but-secret' } });
    await app.inject({ url: '/', headers: { cookie } });

    expect(logged()).toContain('"path":"/api/v1/incidents"');
    for (const secret of [
      cookie.split('=')[1],
      API_TOKEN,
      'sign-in-token-for-tests',
      'wrong-but-secret',
      'private',
    ]) {
      expect(logged()).not.toContain(secret);
    }
  });
});

describe('a service bound to loopback', () => {
  it.each(['evil.example.org', 'localhost.evil.example.org', '127.0.0.1.nip.io:8080', 'localhost@evil'])(
    'does not answer to the name "%s" (DNS rebinding)',
    async (host) => {
      const answer = await testApp().app.inject({ url: '/livez', headers: { host } });
      expect([answer.statusCode, answer.json().code]).toEqual([421, 'request.wrong-host']);
    },
  );

  it.each(['localhost', 'LOCALHOST:8080', '127.0.0.1:8080', '[::1]:8080'])('answers to %s', async (host) => {
    const answer = await testApp().app.inject({ url: '/livez', headers: { host } });
    expect(answer.statusCode).toBe(200);
  });

  it('answers to its public name where it has one', async () => {
    const { app } = testApp({ auth: { publicUrl: 'https://firebreak.example.org' } });
    const answer = await app.inject({ url: '/livez', headers: { host: 'firebreak.example.org' } });
    expect(answer.statusCode).toBe(200);
  });
});

describe('roles', () => {
  it.each([
    ['viewer reads', VIEWER_TOKEN, 'GET', '/api/v1/incidents', 200],
    ['viewer does not stop', VIEWER_TOKEN, 'POST', '/api/v1/stop', 403],
    ['viewer does not undo', VIEWER_TOKEN, 'POST', `/api/v1/incidents/${oomScraper.id}/undo`, 403],
    ['approver stops', APPROVER_TOKEN, 'POST', '/api/v1/stop', 200],
    ['approver does not release the stop', APPROVER_TOKEN, 'DELETE', '/api/v1/stop', 403],
    ['admin releases the stop', API_TOKEN, 'DELETE', '/api/v1/stop', 200],
  ] as const)('%s', async (_name, token, method, url, status) => {
    const { app } = testApp({ ports: new FakePorts([oomScraper]) });
    const answer = await app.inject({ method, url, headers: { authorization: `Bearer ${token}` } });
    expect(answer.statusCode).toBe(status);
  });
});
