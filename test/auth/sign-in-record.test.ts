import { describe, expect, it } from 'vitest';
import { hashPassword } from '../../src/http/auth/password.ts';
import { readLedger } from '../../src/store/queries.ts';
import { post, signIn, SIGN_IN_TOKEN, testApp } from '../pages/test-app.ts';
import { alice, startRig } from '../support/response-rig.ts';

const password = 'correct horse battery staple';
const proxy = {
  addresses: ['10.0.0.7'],
  userHeader: 'x-forwarded-user',
  groupsHeader: 'x-forwarded-groups',
};
const roleGroups = { admin: [], approver: ['sre'], viewer: [] };

describe('a refused sign-in', () => {
  it('with a wrong token is told with its address, and not with what was typed', async () => {
    const { app, refusedSignIns } = testApp();
    await post(app, '/sign-in', { name: 'ann', token: 'hunter2', next: '/' });
    expect(refusedSignIns).toEqual([
      { via: 'shared-token', reason: 'sign-in.wrong-token', from: '127.0.0.1' },
    ]);
  });

  it('names a user that there is, and nobody else: people type passwords into the wrong field', async () => {
    const ann = {
      name: 'ann',
      role: 'viewer',
      groups: [],
      password: await hashPassword(password, (size) => Buffer.alloc(size, 1)),
      changedAt: '2026-03-04T00:00:00.000Z',
    } as const;
    const { app, refusedSignIns } = testApp({ auth: { users: { all: () => [ann] } } });
    await post(app, '/sign-in/password', { name: 'Ann', password: 'wrong', next: '/' });
    await post(app, '/sign-in/password', { name: password, password: 'ann', next: '/' });
    const told = { via: 'local', reason: 'sign-in.wrong-password', from: '127.0.0.1' };
    expect(refusedSignIns).toEqual([{ ...told, account: 'ann' }, told]);
  });

  it('says when it was refused unread', async () => {
    const { app, refusedSignIns } = testApp();
    for (let attempt = 0; attempt < 11; attempt += 1) {
      await post(app, '/sign-in', { name: 'ann', token: 'wrong', next: '/' });
    }
    expect(refusedSignIns.at(-1)).toMatchObject({ reason: 'request.too-many-attempts' });
  });

  it('of whom the proxy vouches for, and who has no role, names them', async () => {
    const { app, refusedSignIns } = testApp({ auth: { proxy, roleGroups } });
    const headers = { host: 'localhost', 'x-forwarded-user': 'eve', 'x-forwarded-groups': 'sales' };
    await app.inject({ url: '/', remoteAddress: '10.0.0.7', headers });
    expect(refusedSignIns).toEqual([
      { via: 'proxy', reason: 'sign-in.no-role', from: '10.0.0.7', account: 'eve' },
    ]);
  });
});

describe('the address that goes on record', () => {
  const passedOn = { host: 'localhost', 'x-forwarded-for': '203.0.113.5, 192.0.2.7' };
  const vouched = { ...passedOn, 'x-forwarded-user': 'ann', 'x-forwarded-groups': 'sre' };

  it('is the one that the trusted proxy saw, whatever stands before it', async () => {
    const { app, sessions } = testApp({ auth: { proxy, roleGroups } });
    await app.inject({ url: '/', remoteAddress: '10.0.0.7', headers: vouched });
    expect([...sessions.sessions.values()]).toMatchObject([{ person: 'ann', from: '192.0.2.7' }]);
  });

  it.each(['203.0.113.5, <b>nobody</b>', 'unknown', ''])(
    'is that of the proxy where it passes on %j, which is no address',
    async (forwarded) => {
      const everyone = { ...proxy, addresses: ['0.0.0.0/0'] };
      const { app, sessions } = testApp({ auth: { proxy: everyone, roleGroups } });
      const headers = { ...vouched, 'x-forwarded-for': forwarded };
      await app.inject({ url: '/', remoteAddress: '10.0.0.7', headers });
      expect([...sessions.sessions.values()]).toMatchObject([{ from: '10.0.0.7' }]);
    },
  );

  it('is that of the connection where anybody else passes on another', async () => {
    const { app, refusedSignIns } = testApp({ auth: { proxy, roleGroups } });
    const headers = {
      ...passedOn,
      origin: 'http://localhost',
      'sec-fetch-site': 'same-origin',
      'content-type': 'application/x-www-form-urlencoded',
    };
    const payload = 'name=ann&token=wrong';
    await app.inject({ method: 'POST', url: '/sign-in', remoteAddress: '198.51.100.1', headers, payload });
    expect(refusedSignIns).toMatchObject([{ from: '198.51.100.1' }]);
  });
});

describe('a session', () => {
  it('is ended on record by signing out, and by signing in again', async () => {
    const { app, sessions } = testApp();
    const first = await signIn(app, 'ann');
    const again = { name: 'ann', token: SIGN_IN_TOKEN, next: '/' };
    await post(app, '/sign-in', again, { cookie: first.cookie });
    const second = await signIn(app, 'bob');
    await post(app, '/sign-out', { formToken: second.formToken }, { cookie: second.cookie });
    expect(sessions.ended).toEqual([
      { person: 'ann', by: 'ann', why: 'signed-in-again' },
      { person: 'bob', by: 'bob', why: 'signed-out' },
    ]);
  });
});

it('goes on record with a decision, broken glass or not, from where it was made', async () => {
  const rig = await startRig();
  try {
    await rig.notify('KubePodCrashLooping');
    const asked = await rig.reach('awaiting-approval');
    await rig.decide(asked, 'approve', { ...alice, from: '192.0.2.7' });
    const entries = await readLedger(rig.db, { limit: 100 });
    const decided = entries.find(({ type }) => type === 'decision.recorded');
    expect(decided?.payload).toMatchObject({ by: alice, from: '192.0.2.7' });
  } finally {
    await rig.close();
  }
});
