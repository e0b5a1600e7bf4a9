import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { post, testApp } from '../../../test/pages/test-app.ts';
import type { Role } from '../auth/role.ts';
import { formToken } from '../auth/sessions.ts';

const users = {
  all: () =>
    (['ann', 'bob', 'vic'] as const).map((name) => ({
      name,
      role: ({ ann: 'admin', bob: 'approver', vic: 'viewer' } as const)[name],
      groups: [],
      password: 'not a hash: nobody signs in with it',
      changedAt: '2026-01-01T00:00:00.000Z',
    })),
};

function hashOf(id: string): string {
  return createHash('sha256').update(id).digest('hex');
}

/** Ann, an admin, and Vic, a viewer, once each; Bob, an approver, from his desk and from his phone. */
async function signedIn() {
  const built = testApp({ auth: { users } });
  const open = async (id: string, person: string, role: Role) => {
    await built.sessions.create({
      idHash: hashOf(id),
      person,
      role,
      via: 'local',
      ids: [person],
      groups: [],
      createdAt: '2026-03-04T02:00:00.000Z',
      expiresAt: '2026-03-04T14:00:00.000Z',
    });
  };
  await open('ann', 'ann', 'admin');
  await open('bob-desk', 'bob', 'approver');
  await open('bob-phone', 'bob', 'approver');
  await open('vic', 'vic', 'viewer');
  const cookieOf = (id: string) => ({ cookie: `firebreak_session=${id}` });
  const end = (as: string, fields: Record<string, string>, token = formToken(as)) =>
    post(built.app, '/sessions/end', { formToken: token, ...fields }, cookieOf(as));
  const look = (as: string) => built.app.inject({ url: '/sessions', headers: cookieOf(as) });
  return {
    ...built,
    end,
    look,
    left: () => [...built.sessions.sessions.values()].map(({ person }) => person),
  };
}

describe('the sessions page', () => {
  it("lists one's own sessions, and nobody else's", async () => {
    const { look } = await signedIn();
    const { body } = await look('bob-desk');
    expect(body.match(/name="session"/gu)).toHaveLength(2);
    expect(body).not.toContain('ann');
    expect(body).not.toContain('bob-desk');
  });

  it("lists everybody's for an admin", async () => {
    const { look } = await signedIn();
    expect((await look('ann')).body.match(/name="session"/gu)).toHaveLength(4);
  });

  it('ends one of them, on record, and the cookie opens nothing any more', async () => {
    const { end, look, left, sessions } = await signedIn();
    const answer = await end('bob-desk', { session: hashOf('bob-phone') });
    expect([answer.statusCode, answer.headers.location]).toEqual([303, '/sessions']);
    expect(left()).toEqual(['ann', 'bob', 'vic']);
    expect(sessions.ended).toEqual([{ person: 'bob', by: 'bob', why: 'revoked' }]);
    expect((await look('bob-phone')).headers.location).toBe('/sign-in?next=%2Fsessions');
  });

  it("ends all of a person's for an admin", async () => {
    const { end, left } = await signedIn();
    expect((await end('ann', { person: 'bob' })).statusCode).toBe(303);
    expect(left()).toEqual(['ann', 'vic']);
  });

  it.each([
    ["another person's session", { session: hashOf('ann') }],
    ['all sessions of another person', { person: 'ann' }],
    ['a session that there is not', { session: hashOf('nobody') }],
  ])('to who is no admin, %s is not there', async (_name, fields) => {
    const { end, left } = await signedIn();
    const answer = await end('bob-desk', fields);
    expect([answer.statusCode, answer.body.includes('session.not-found')]).toEqual([404, true]);
    expect(left()).toHaveLength(4);
  });

  it("ends nothing without the form's own token, or from another site", async () => {
    const { app, end, left } = await signedIn();
    expect((await end('ann', { person: 'bob' }, formToken('bob-desk'))).body).toContain('request.form-token');
    const foreign = await post(
      app,
      '/sessions/end',
      { formToken: formToken('ann'), person: 'bob' },
      { cookie: 'firebreak_session=ann', origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
    );
    expect(foreign.body).toContain('request.cross-site');
    expect(left()).toHaveLength(4);
  });
});
