import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createOidcProvider } from '../../src/adapters/oidc/oidc-provider.ts';
import type { KnownPerson } from '../../src/guardrails/policies/policies.ts';
import { FakePorts } from '../pages/fakes.ts';
import { oomScraper } from '../pages/incidents/oom-scraper.ts';
import { testApp, type TestApp } from '../pages/test-app.ts';
import { freePort } from '../parts/ports.ts';
import { startIdentityProvider, TestBrowser } from './identity-provider.ts';

const people = {
  'sub-ann': { email: 'ann@example.org', email_verified: true, groups: ['sre'] },
  'sub-bob': { email: 'ann@example.org', email_verified: false, groups: ['dev'] },
  'sub-eve': { email: 'eve@example.org', email_verified: true, groups: ['sales'] },
};
const ann: KnownPerson = {
  source: { file: 'policies/approvers.yaml', line: 7 },
  name: 'ann',
  aliases: { local: ['ann'], oidc: ['ann@example.org'], proxy: [], slack: ['U024BE7LH'] },
  groups: [],
};

let idp: Awaited<ReturnType<typeof startIdentityProvider>>;
let url: string;
let test: TestApp;
let app: FastifyInstance;
let ports: FakePorts;

beforeAll(async () => {
  url = `http://127.0.0.1:${await freePort()}`;
  idp = await startIdentityProvider(people, `${url}/sign-in/oidc/callback`);
  ports = new FakePorts([oomScraper]);
  const identityProvider = createOidcProvider({
    issuer: idp.issuer,
    clientId: 'firebreak',
    clientSecret: 'a-client-secret',
    redirectUri: `${url}/sign-in/oidc/callback`,
    scopes: ['openid', 'email', 'groups'],
    groupsClaim: 'groups',
  });
  test = testApp({
    ports,
    auth: {
      identityProvider,
      signInToken: () => undefined,
      roleGroups: { admin: [], approver: ['sre'], viewer: ['dev'] },
      publicUrl: url,
      people: () => [ann],
    },
  });
  app = test.app;
  await app.listen({ host: '127.0.0.1', port: Number(new URL(url).port) });
});
afterAll(async () => {
  await app.close();
  await idp.stop();
});
beforeEach(() => test.sessions.sessions.clear());

async function signIn(subject: string, query = '') {
  const browser = new TestBrowser();
  const callback = await browser.signInAt(`${url}/sign-in/oidc${query}`, subject);
  return { browser, callback, answer: await browser.fetch(callback) };
}

describe('signing in by an OpenID Connect provider', () => {
  it('opens a session with the role of the groups, under the name that the policy gives the person', async () => {
    const { answer, browser } = await signIn('sub-ann', `?next=/incidents/${oomScraper.id}`);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain(`content="0;url=/incidents/${oomScraper.id}"`);
    const [session] = [...test.sessions.sessions.values()];
    expect(session).toMatchObject({ via: 'oidc', ids: ['ann@example.org', 'sub-ann'], role: 'approver' });

    const page = await (await browser.fetch(`${url}/incidents/${oomScraper.id}`)).text();
    expect(page).toContain('title="Your sessions">ann</a>');
    const formToken = /name="formToken" value="([^"]+)"/u.exec(page)?.[1] ?? '';
    const { id: proposal = '', hash = '' } = oomScraper.proposal ?? {};
    const decided = await browser.fetch(`${url}/incidents/${oomScraper.id}/decision`, {
      method: 'POST',
      headers: { origin: url, 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ formToken, proposal, hash, decision: 'approve' }).toString(),
    });
    expect(decided.status).toBe(303);
    expect(ports.decided[0]?.by).toMatchObject({ kind: 'person', name: 'ann', via: 'oidc', groups: ['sre'] });
  });

  it('says when the person proved who they are, where they are asked again', async () => {
    await signIn('sub-ann', '?again=1');
    const [session] = [...test.sessions.sessions.values()];
    expect(session?.signedInAt).toBeDefined();
  });

  it('takes no address that the provider has not verified for anybody’s', async () => {
    const { browser } = await signIn('sub-bob');
    const [session] = [...test.sessions.sessions.values()];
    expect(session).toMatchObject({ person: 'sub-bob', ids: ['sub-bob'], role: 'viewer' });
    expect(await (await browser.fetch(url)).text()).toContain('title="Your sessions">sub-bob</a>');
  });

  it('lets nobody in whose groups have no role', async () => {
    const { answer } = await signIn('sub-eve');
    expect(answer.status).toBe(403);
    expect(test.sessions.sessions.size).toBe(0);
    expect(test.refusedSignIns.at(-1)).toMatchObject({
      reason: 'sign-in.no-role',
      account: 'eve@example.org',
    });
  });

  it('goes on to no other site', async () => {
    const { answer } = await signIn('sub-ann', '?next=https://evil.example/');
    expect(await answer.text()).toContain('content="0;url=/"');
  });
});

describe('what another site sends to the callback', () => {
  it('is refused without the cookie of the browser that began', async () => {
    const { callback } = await signIn('sub-ann');
    test.sessions.sessions.clear();
    expect((await new TestBrowser().fetch(callback)).status).toBe(400);
    expect(test.sessions.sessions.size).toBe(0);
  });

  it('is refused where the state is not the one that this browser began with', async () => {
    const browser = new TestBrowser();
    const callback = new URL(await browser.signInAt(`${url}/sign-in/oidc`, 'sub-ann'));
    callback.searchParams.set('state', 'another');
    expect((await browser.fetch(callback.href)).status).toBe(401);
    expect(test.sessions.sessions.size).toBe(0);
  });

  it('is refused where the code was got by another browser', async () => {
    const victim = new TestBrowser();
    await victim.fetch(`${url}/sign-in/oidc`);
    const thief = new URL(await new TestBrowser().signInAt(`${url}/sign-in/oidc`, 'sub-ann'));
    const kept = JSON.parse(
      Buffer.from(victim.cookies(url).get('firebreak_oidc') ?? '', 'base64url').toString('utf8'),
    ) as { state: string };
    thief.searchParams.set('state', kept.state);
    expect((await victim.fetch(thief.href)).status).toBe(401);
    expect(test.sessions.sessions.size).toBe(0);
  });

  it('is refused the second time', async () => {
    const { browser, callback } = await signIn('sub-ann');
    expect((await browser.fetch(callback)).status).toBe(400);
  });
});

describe('a provider that is out of reach', () => {
  it('is said so on the sign-in page', async () => {
    const identityProvider = createOidcProvider({
      issuer: `http://127.0.0.1:${await freePort()}`,
      clientId: 'firebreak',
      redirectUri: `${url}/sign-in/oidc/callback`,
      scopes: ['openid'],
      groupsClaim: 'groups',
    });
    const roleGroups = { admin: [], approver: [], viewer: ['*'] };
    const answer = await testApp({ auth: { identityProvider, roleGroups } }).app.inject('/sign-in/oidc');
    expect(answer.statusCode).toBe(503);
    expect(answer.body).toContain('does not answer');
  });
});
