import { describe, expect, it } from 'vitest';
import { FakePorts } from '../../../test/pages/fakes.ts';
import { fixedScraper, oomScraper, oomScraperLedger } from '../../../test/pages/incidents/oom-scraper.ts';
import { post, SIGN_IN_TOKEN, signIn, testApp } from '../../../test/pages/test-app.ts';

const page = `/incidents/${oomScraper.id}`;
const approval = {
  proposal: oomScraper.proposal?.id ?? '',
  hash: oomScraper.proposal?.hash ?? '',
  decision: 'approve',
};
const attempt = { name: 'On Call', token: SIGN_IN_TOKEN, next: '/' };

const robin = {
  kind: 'person',
  name: 'On Call',
  via: 'shared-token',
  from: '127.0.0.1',
  groups: [],
  signedInAt: '2026-03-04T02:15:00.000Z',
} as const;

async function signedIn() {
  const ports = new FakePorts([oomScraper, fixedScraper], oomScraperLedger);
  const built = testApp({ ports });
  const { cookie, formToken } = await signIn(built.app);
  const send = async (url: string, fields: Readonly<Record<string, string>>, headers = {}) =>
    post(built.app, url, { formToken, ...fields }, { cookie, ...headers });
  return { ...built, cookie, formToken, send };
}

describe('signing in', () => {
  it('opens a session that only the browser of this site can send', async () => {
    const { app, sessions } = testApp();
    const answer = await post(app, '/sign-in', { ...attempt, next: page });
    expect([answer.statusCode, answer.headers.location]).toEqual([303, page]);

    const cookie = String(answer.headers['set-cookie']);
    expect(cookie).toMatch(/^firebreak_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    const [stored] = sessions.sessions.values();
    expect(stored).toMatchObject({ person: 'On Call', expiresAt: '2026-03-04T14:15:00.000Z' });
    expect(JSON.stringify([...sessions.sessions])).not.toContain(cookie.slice(18, 61));
  });

  it('marks the cookie Secure when the browser came by https', async () => {
    const { app } = testApp();
    const answer = await post(app, '/sign-in', attempt, { origin: 'https://localhost:80' });
    expect(String(answer.headers['set-cookie'])).toContain('Secure');
  });

  it.each([
    ['another token', { token: 'guess' }, 401],
    ['no token', { token: '' }, 401],
    ['a name of one letter', { name: 'x' }, 400],
    ['a name with an override in it', { name: 'Robin\u202Erofakо' }, 400],
    ['a name with markup in it', { name: '<b>Robin</b>' }, 400],
    ['a name without end', { name: 'x'.repeat(65) }, 400],
  ])('refuses %s', async (_name, fields, status) => {
    const { app, sessions } = testApp();
    const answer = await post(app, '/sign-in', { ...attempt, ...fields });
    expect([answer.statusCode, answer.headers['set-cookie']]).toEqual([status, undefined]);
    expect(sessions.sessions.size).toBe(0);
  });

  it('is closed where no token is configured, even to an empty one', async () => {
    const { app } = testApp({ auth: { signInToken: () => undefined } });
    expect((await post(app, '/sign-in', { ...attempt, token: '' })).statusCode).toBe(401);
  });

  it('refuses everybody from an address after ten failures, until a minute has passed', async () => {
    const { app, clock } = testApp();
    for (let count = 0; count < 10; count++) await post(app, '/sign-in', { ...attempt, token: 'guess' });
    expect((await post(app, '/sign-in', attempt)).statusCode).toBe(429);

    clock.time = new Date(clock.time.getTime() + 60_001);
    expect((await post(app, '/sign-in', attempt)).statusCode).toBe(303);
  });

  it.each(['//evil.example.org', '/\\evil.example.org', 'https://evil.example.org', 'javascript:alert(1)'])(
    'never leads to %s afterwards',
    async (next) => {
      const answer = await post(testApp().app, '/sign-in', { ...attempt, next });
      expect(answer.headers.location).toBe('/');
    },
  );

  it('refuses a sign-in that another site starts', async () => {
    const answer = await post(testApp().app, '/sign-in', attempt, { origin: 'https://evil.example.org' });
    expect([answer.statusCode, answer.headers['set-cookie']]).toEqual([403, undefined]);
  });
});

describe('a session', () => {
  it('ends with signing out, on the server as well', async () => {
    const { app, send, cookie } = await signedIn();
    expect((await send('/sign-out', {})).headers.location).toBe('/sign-in');
    const again = await app.inject({ url: '/', headers: { cookie } });
    expect([again.statusCode, again.headers.location]).toEqual([303, '/sign-in?next=%2F']);
  });

  it('ends after twelve hours, used or not', async () => {
    const { app, cookie, clock } = await signedIn();
    clock.time = new Date(clock.time.getTime() + 12 * 60 * 60 * 1000);
    expect((await app.inject({ url: '/', headers: { cookie } })).statusCode).toBe(303);
  });

  it.each(['firebreak_session=forged', 'firebreak_session=', 'firebreak_session=%00', 'other=1'])(
    'is not opened by the cookie %s',
    async (cookie) => {
      const { app } = await signedIn();
      expect((await app.inject({ url: '/', headers: { cookie } })).statusCode).toBe(303);
    },
  );
});

describe('an approval alone', () => {
  it('breaks the glass with a reason', async () => {
    const { send, ports } = await signedIn();
    await send(`${page}/decision`, { ...approval, breakGlass: 'yes', reason: 'nobody else is awake' });
    expect(ports.decided).toMatchObject([{ breakGlass: true, reason: 'nobody else is awake' }]);
  });

  it('leads to a fresh sign-in where it takes one, and back', async () => {
    const { send, ports } = await signedIn();
    ports.decideAnswer = () => ({ ok: false, kind: 'forbidden', reason: 'decision.fresh-sign-in' });
    const refused = await send(`${page}/decision`, approval);
    expect(refused.statusCode).toBe(403);
    expect(refused.body).toContain(`/sign-in?again=1&amp;next=${encodeURIComponent(page)}`);
  });
});

describe('deciding on the page', () => {
  it('decides in the name of the person and goes back to the incident', async () => {
    const { send, ports } = await signedIn();
    const answer = await send(`${page}/decision`, { ...approval, reason: '  ' });
    expect([answer.statusCode, answer.headers.location]).toEqual([303, page]);
    expect(ports.decided).toEqual([{ incident: oomScraper.id, ...approval, by: robin, channel: 'page' }]);
  });

  it('denies with the reason', async () => {
    const { send, ports } = await signedIn();
    await send(`${page}/decision`, { ...approval, decision: 'deny', reason: 'too much memory' });
    expect(ports.decided[0]).toMatchObject({ decision: 'deny', reason: 'too much memory' });
  });

  it('says why a decision came too late, and leads back', async () => {
    const { send } = await signedIn();
    const answer = await send(`${page}/decision`, { ...approval, hash: 'f'.repeat(64) });
    expect(answer.statusCode).toBe(409);
    expect(answer.headers['content-type']).toContain('text/html');
    expect(answer.body).toContain('no longer the proposal');
    expect(answer.body).toContain(`href="${page}"`);
  });

  it('proposes to undo what ran', async () => {
    const { send, ports } = await signedIn();
    const answer = await send(`/incidents/${fixedScraper.id}/undo`, {});
    expect(answer.statusCode).toBe(303);
    expect(ports.undone).toEqual([{ incident: fixedScraper.id, by: robin }]);
  });

  it.each([
    ['another site', { origin: 'https://evil.example.org' }],
    ['another port of this machine', { origin: 'http://localhost:3000' }],
    ['a sandboxed frame', { origin: 'null' }],
    ['another site, by Fetch Metadata', { 'sec-fetch-site': 'cross-site' }],
    ['a sibling site', { 'sec-fetch-site': 'same-site' }],
  ])('refuses a post from %s', async (_name, headers) => {
    const { send, ports } = await signedIn();
    const answer = await send(`${page}/decision`, approval, headers);
    expect(answer.statusCode).toBe(403);
    expect(answer.body).toContain('request.cross-site');
    expect(ports.decided).toEqual([]);
  });

  it('refuses a post that does not say where it comes from', async () => {
    const { app, cookie, formToken, ports } = await signedIn();
    const answer = await app.inject({
      method: 'POST',
      url: `${page}/decision`,
      headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams({ ...approval, formToken }).toString(),
    });
    expect(answer.statusCode).toBe(403);
    expect(ports.decided).toEqual([]);
  });

  it.each(['', 'forged'])('refuses the form token "%s"', async (formToken) => {
    const { send, ports } = await signedIn();
    const answer = await send(`${page}/decision`, { ...approval, formToken });
    expect(answer.statusCode).toBe(403);
    expect(answer.body).toContain('request.form-token');
    expect(ports.decided).toEqual([]);
  });

  it("refuses the form token of somebody else's session", async () => {
    const { app, send, ports } = await signedIn();
    const other = await signIn(app, 'Second Shift');
    const answer = await send(`${page}/decision`, { ...approval, formToken: other.formToken });
    expect(answer.statusCode).toBe(403);
    expect(ports.decided).toEqual([]);
  });

  it('takes forms only, so that no other site can send JSON', async () => {
    const { app, cookie, formToken, ports } = await signedIn();
    const answer = await app.inject({
      method: 'POST',
      url: `${page}/decision`,
      headers: { cookie, host: 'localhost:80', origin: 'http://localhost:80' },
      payload: { ...approval, formToken },
    });
    expect(answer.statusCode).toBe(415);
    expect(ports.decided).toEqual([]);
  });

  it('does not take a form of more than 64 KiB', async () => {
    const { send, ports } = await signedIn();
    const answer = await send(`${page}/decision`, { ...approval, reason: 'x'.repeat(70_000) });
    expect(answer.statusCode).toBe(413);
    expect(ports.decided).toEqual([]);
  });
});

describe('the stop switch', () => {
  it('asks, turns, and says so on every page', async () => {
    const { app, send, cookie, ports } = await signedIn();
    const before = await app.inject({ url: '/stop', headers: { cookie } });
    expect(before.body).toContain('Stop: write nothing from now on');

    expect((await send('/stop', { switch: 'stop' })).statusCode).toBe(303);
    expect(ports.switched).toEqual([{ on: true, by: 'person On Call' }]);
    for (const url of ['/', page, '/ledger']) {
      const answer = await app.inject({ url, headers: { cookie } });
      expect(answer.body).toContain('The stop switch is on.');
    }

    await send('/stop', { switch: 'release' });
    expect(ports.stopped).toBe(false);
  });

  it('does not turn without being told which way', async () => {
    const { send, ports } = await signedIn();
    expect((await send('/stop', {})).statusCode).toBe(400);
    expect(ports.switched).toEqual([]);
  });
});

describe('addresses that lead nowhere', () => {
  it('get a page in a browser and a problem document elsewhere', async () => {
    const { app, cookie } = await signedIn();
    const forPeople = await app.inject({ url: '/incidents/inc_none', headers: { cookie } });
    expect([forPeople.statusCode, forPeople.headers['content-type']]).toEqual([
      404,
      'text/html; charset=utf-8',
    ]);

    const browser = await app.inject({ url: '/nowhere', headers: { accept: 'text/html' } });
    expect(browser.body).toContain('Not found');
    const program = await app.inject({ url: '/api/v1/nowhere' });
    expect(program.json()).toMatchObject({ status: 404, code: 'request.not-found' });
  });
});
