import { describe, expect, it } from 'vitest';
import { post, testApp } from '../pages/test-app.ts';

const roleGroups = { admin: [], approver: ['sre'], viewer: ['dev'] };
const vouched = { 'x-forwarded-user': 'ann', 'x-forwarded-groups': 'sre, all' };

function behindProxy(addresses: readonly string[]) {
  const proxy = { addresses, userHeader: 'x-forwarded-user', groupsHeader: 'x-forwarded-groups' };
  const test = testApp({ auth: { proxy, roleGroups, signInToken: () => undefined } });
  const get = (headers: Readonly<Record<string, string>>, remoteAddress = '10.0.0.7') =>
    test.app.inject({ url: '/stop', remoteAddress, headers: { host: 'localhost', ...headers } });
  return { ...test, get };
}

async function cookieOf({ get }: ReturnType<typeof behindProxy>) {
  return String((await get(vouched)).headers['set-cookie']).split(';', 1)[0] ?? '';
}

describe('a trusted proxy', () => {
  it('signs people in from its own addresses', async () => {
    const test = behindProxy(['10.0.0.0/24']);
    const answer = await test.get(vouched);
    expect([answer.statusCode, answer.headers.location]).toEqual([303, '/stop']);
    expect(test.sessions.sessions.values().next().value).toMatchObject({
      person: 'ann',
      via: 'proxy',
      role: 'approver',
      groups: ['sre', 'all'],
    });
    const cookie = await cookieOf(test);
    expect((await test.get({ ...vouched, cookie })).statusCode).toBe(200);
  });

  it.each(['10.0.1.7', '192.0.2.1', '::1'])('is nobody at %s', async (address) => {
    const test = behindProxy(['10.0.0.0/24']);
    expect((await test.get(vouched, address)).headers.location).toBe('/sign-in?next=%2Fstop');
    expect(test.sessions.sessions.size).toBe(0);
  });

  it('is known by an IPv4 address on a socket for both families, and by IPv6 networks', async () => {
    expect((await behindProxy(['10.0.0.7']).get(vouched, '::ffff:10.0.0.7')).headers.location).toBe('/stop');
    expect((await behindProxy(['fd00::/8']).get(vouched, 'fd00::7')).headers.location).toBe('/stop');
  });

  it('gives a session that is of use only with its word, and only for the same person', async () => {
    const test = behindProxy(['10.0.0.0/24']);
    const cookie = await cookieOf(test);
    expect((await test.get({ cookie })).statusCode).toBe(303);
    expect((await test.get({ cookie, ...vouched }, '192.0.2.1')).statusCode).toBe(303);
    const other = await test.get({ cookie, ...vouched, 'x-forwarded-user': 'bob' });
    expect(other.headers['set-cookie']).toBeDefined();
  });

  it('lets nobody in whose groups have no role, and nobody post without a form of ours', async () => {
    const test = behindProxy(['10.0.0.0/24']);
    expect((await test.get({ ...vouched, 'x-forwarded-groups': 'sales' })).statusCode).toBe(403);
    const cookie = await cookieOf(test);
    const posted = await post(test.app, '/stop', { switch: 'stop' }, { ...vouched, cookie });
    expect(posted.statusCode).not.toBe(303);
  });
});
