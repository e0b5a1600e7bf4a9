import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { includesRole, type Role, roles } from '../../src/http/auth/role.ts';
import { formToken as formTokenOf, Sessions } from '../../src/http/auth/sessions.ts';
import { FakePorts } from '../pages/fakes.ts';
import { oomScraper } from '../pages/incidents/oom-scraper.ts';
import { API_TOKEN, form, ownOrigin, testApp } from '../pages/test-app.ts';
import { signedInteraction } from '../parts/fake-slack-signing.ts';

/** Who may use what is not of the API; a route that is added is added here, with a thought. */
const opensTo: Readonly<Record<string, Role>> = {
  'GET /': 'viewer',
  'GET /incidents/:id': 'viewer',
  'GET /incidents/:id/events': 'viewer',
  'GET /incidents/:id/exchanges': 'viewer',
  'POST /incidents/:id/decision': 'approver',
  'POST /incidents/:id/undo': 'approver',
  'GET /approvals': 'viewer',
  'GET /ledger': 'viewer',
  'GET /patterns': 'viewer',
  'GET /patterns/propose': 'approver',
  'POST /patterns/propose': 'approver',
  'GET /policies': 'viewer',
  'GET /policies/what-if': 'viewer',
  'POST /policies/what-if': 'approver',
  'GET /stop': 'viewer',
  'POST /stop': 'approver',
  'GET /sessions': 'viewer',
  'POST /sessions/end': 'viewer',
  'GET /settings': 'admin',
  'POST /settings/doctor': 'admin',
  'POST /sign-out': 'viewer',
};
/** What nobody has to be signed in for: health, figures without names, the ways in, and who has another proof. */
const open = [
  'GET /livez',
  'GET /readyz',
  'GET /metrics',
  'GET /sign-in',
  'POST /sign-in',
  'POST /sign-in/password',
  'GET /sign-in/oidc',
  'GET /sign-in/oidc/callback',
  'POST /webhook/alertmanager',
  'POST /slack/interactions',
];

const methods = ['GET', 'POST', 'DELETE'] as const;

interface Route {
  readonly method: (typeof methods)[number];
  readonly url: string;
  readonly name: string;
}

let app: FastifyInstance;
let ports: FakePorts;
let sessions: Sessions;
let routes: readonly Route[];
let clicks: number;
beforeAll(async () => {
  clicks = 0;
  ports = new FakePorts([oomScraper]);
  const test = testApp({
    ports,
    auth: {
      webhookToken: 'webhook-token-of-the-walk',
      signInToken: () => undefined,
      roleGroups: { admin: ['admin'], approver: ['approver'], viewer: ['viewer'] },
      identityProvider: {
        name: 'the provider',
        begin: () => Promise.reject(new Error('nobody signs in here')),
        finish: () => Promise.reject(new Error('nobody signs in here')),
      },
    },
    slack: {
      signingSecret: 'signing-secret-of-the-walk',
      async answer() {
        clicks += 1;
        return undefined;
      },
    },
  });
  ({ app } = test);
  sessions = new Sessions(test.sessions, test.clock, randomBytes);
  const all: Route[] = [];
  app.addHook('onRoute', ({ method: asked, url }) => {
    const method = methods.find((each) => each === asked);
    if (method === undefined) return;
    if (!url.startsWith('/assets/'))
      all.push({ method, url: url.replace(':id', 'inc_none'), name: `${method} ${url}` });
  });
  await app.ready();
  routes = all;
});
afterAll(() => app.close());

const pages = () => routes.filter(({ name }) => opensTo[name] !== undefined);
const posts = () => pages().filter(({ method }) => method === 'POST');

async function signedIn(role: Role) {
  const who = { person: role, role, via: 'oidc', ids: [`sub-${role}`], groups: [role] } as const;
  const { id } = await sessions.open(who);
  return { cookie: `firebreak_session=${id}`, formToken: formTokenOf(id) };
}

async function ask({ method, url }: Route, headers: Readonly<Record<string, string>>, formToken?: string) {
  const answer = await app.inject({
    method,
    url,
    headers: { ...ownOrigin, accept: 'application/json', ...headers },
    ...(method === 'POST'
      ? {
          headers: {
            ...ownOrigin,
            'content-type': 'application/x-www-form-urlencoded',
            ...headers,
          },
          payload: form(formToken === undefined ? {} : { formToken }),
        }
      : {}),
  });
  const reason = /<code>(?<code>request\.[a-z-]+)<\/code>/u.exec(answer.body)?.groups?.['code'] ?? '';
  return `${answer.statusCode} ${answer.headers.location?.toString().replace(/\?.*/u, '') ?? reason}`;
}

const closed = ({ method }: Route) => (method === 'GET' ? '303 /sign-in' : '401 request.not-signed-in');

describe('every route beside the API', () => {
  it('is known to this test', () => {
    const others = routes.map(({ name }) => name).filter((name) => !name.includes(' /api/v1/'));
    expect(others.toSorted()).toEqual([...Object.keys(opensTo), ...open].toSorted());
  });

  it('is closed to nobody, to a forged session and to the token of a machine', async () => {
    for (const route of pages()) {
      expect([route.name, await ask(route, {})]).toEqual([route.name, closed(route)]);
      const forged = { cookie: `firebreak_session=${'A'.repeat(43)}` };
      expect([route.name, await ask(route, forged)]).toEqual([route.name, closed(route)]);
      const machine = { authorization: `Bearer ${API_TOKEN}` };
      expect([route.name, await ask(route, machine)]).toEqual([route.name, closed(route)]);
    }
  });

  it.each(roles)('opens to the role %s where it says so, and nowhere else', async (role) => {
    for (const route of pages()) {
      const { cookie, formToken } = await signedIn(role);
      const answer = await ask(route, { cookie }, formToken);
      const isOpen = includesRole(role, opensTo[route.name] ?? 'admin');
      if (isOpen) expect([route.name, answer]).not.toEqual([route.name, closed(route)]);
      if (isOpen) expect(answer, route.name).not.toMatch(/^40[13] request\./u);
      else expect([route.name, answer]).toEqual([route.name, '403 request.role-too-low']);
    }
  });

  it('takes no post from another site, from nowhere, or with the form of somebody else', async () => {
    const done = () => [ports.decided, ports.undone, ports.switched].map(({ length }) => length);
    const before = done();
    const other = await signedIn('admin');
    for (const route of posts()) {
      const { cookie, formToken } = await signedIn('admin');
      const elsewhere = { cookie, origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
      expect([route.name, await ask(route, elsewhere, formToken)]).toEqual([
        route.name,
        '403 request.cross-site',
      ]);
      const neighbour = { cookie, origin: 'http://localhost:81', 'sec-fetch-site': 'same-site' };
      expect([route.name, await ask(route, neighbour, formToken)]).toEqual([
        route.name,
        '403 request.cross-site',
      ]);
      expect([route.name, await ask(route, { cookie })]).toEqual([route.name, '403 request.form-token']);
      expect([route.name, await ask(route, { cookie }, other.formToken)]).toEqual([
        route.name,
        '403 request.form-token',
      ]);
    }
    expect(done()).toEqual(before);
  });
});

describe('the way in for Slack', () => {
  const click = signedInteraction({ type: 'block_actions' }, { secret: 'a guess' });

  it.each(['nobody', ...roles])('is closed to %s without the signature of Slack', async (who) => {
    const role = roles.find((each) => each === who);
    const cookie = role === undefined ? '' : (await signedIn(role)).cookie;
    const headers = { ...click.headers, cookie, authorization: `Bearer ${API_TOKEN}`, host: 'localhost:80' };
    const answer = await app.inject({
      method: 'POST',
      url: '/slack/interactions',
      headers,
      payload: click.body,
    });
    expect([answer.statusCode, answer.json()]).toEqual([
      401,
      expect.objectContaining({ code: 'request.slack-signature' }),
    ]);
    expect(clicks).toBe(0);
  });
});
