import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openUsersFile } from '../../src/store/users-file.ts';
import { post, testApp } from '../pages/test-app.ts';
import { runCli } from '../support/run-cli.ts';

const password = 'correct horse battery staple';
let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'firebreak-users-'));
  file = join(folder, 'users.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

async function add(name: string, role: string, secret = password, ...more: string[]) {
  return runCli(['user', 'add', name, '--role', role, '--file', file, ...more], { stdin: `${secret}\n` });
}

function appWithUsers() {
  const users = openUsersFile(file);
  const isFirstRun = () => (users.all().length === 0 ? 'the-shared-token' : undefined);
  const test = testApp({ auth: { users, signInToken: isFirstRun } });
  // The command that writes the file goes by the real time.
  test.clock.time = new Date();
  return test;
}

async function signIn({ app }: ReturnType<typeof testApp>, name: string, secret = password) {
  const answer = await post(app, '/sign-in/password', { name, password: secret, next: '/stop' });
  const cookie = String(answer.headers['set-cookie'] ?? '').split(';', 1)[0] ?? '';
  const status = async () => (await app.inject({ url: '/stop', headers: { cookie } })).statusCode;
  return { answer, cookie, status };
}

describe('firebreak user', () => {
  it('keeps a hash of the password in a file for its owner alone', async () => {
    expect(await add('ann', 'approver', password, '--group', 'sre')).toMatchObject({ code: 0 });
    const text = readFileSync(file, 'utf8');
    expect(text).not.toContain(password);
    expect(JSON.parse(text)).toMatchObject({ users: [{ name: 'ann', role: 'approver', groups: ['sre'] }] });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const listed = await runCli(['user', 'list', '--file', file]);
    expect(listed.stdout).toMatch(/^NAME +ROLE +GROUPS +CHANGED\nann +approver +sre /u);
    expect(listed.stdout).not.toContain('scrypt');
  });

  it('refuses a short password, a name that does not fit, and a user that is not there', async () => {
    expect(await add('ann', 'approver', 'short')).toMatchObject({ code: 2 });
    expect(await add('a\u202Enn', 'approver')).toMatchObject({ code: 2 });
    expect(await runCli(['user', 'remove', 'ann', '--file', file])).toMatchObject({ code: 2 });
  });
});

describe('a local user', () => {
  it('signs in with the password, in the role of the file', async () => {
    await add('ann', 'viewer');
    const test = appWithUsers();
    const { answer, status } = await signIn(test, 'Ann');
    expect([answer.statusCode, answer.headers.location]).toEqual([303, '/stop']);
    expect(await status()).toBe(200);
    expect(test.sessions.sessions.values().next().value).toMatchObject({
      person: 'ann',
      via: 'local',
      role: 'viewer',
    });
  });

  it('is told the same whether the name or the password is wrong', async () => {
    await add('ann', 'viewer');
    const test = appWithUsers();
    const wrong = (await signIn(test, 'ann', 'another password')).answer;
    const unknown = (await signIn(test, 'bob')).answer;
    expect([wrong.statusCode, unknown.statusCode]).toEqual([401, 401]);
    expect(unknown.body.replace('bob', 'ann')).toBe(wrong.body);
  });

  it('is out at once with a new password, another role or the entry gone', async () => {
    await add('ann', 'viewer');
    const test = appWithUsers();
    const { status } = await signIn(test, 'ann');
    expect(await status()).toBe(200);
    await add('ann', 'viewer', 'another long password');
    expect(await status()).toBe(303);
    await runCli(['user', 'remove', 'ann', '--file', file]);
    expect((await signIn(test, 'ann', 'another long password')).answer.statusCode).toBe(401);
  });

  it('closes the way of the shared token, and the sessions that came by it', async () => {
    const test = appWithUsers();
    const form = { name: 'On Call', token: 'the-shared-token', next: '/stop' };
    const shared = await post(test.app, '/sign-in', form);
    const cookie = String(shared.headers['set-cookie']).split(';', 1)[0] ?? '';
    expect((await test.app.inject({ url: '/stop', headers: { cookie } })).statusCode).toBe(200);
    await add('ann', 'admin');
    expect((await test.app.inject({ url: '/stop', headers: { cookie } })).statusCode).toBe(303);
    expect((await post(test.app, '/sign-in', form)).statusCode).toBe(401);
  });

  it('ends the session that the browser had before', async () => {
    await add('ann', 'viewer');
    const test = appWithUsers();
    const { cookie, status } = await signIn(test, 'ann');
    await post(test.app, '/sign-in/password', { name: 'ann', password, next: '/' }, { cookie });
    expect(await status()).toBe(303);
  });
});

describe('the limit on sign-ins', () => {
  it('refuses the eleventh attempt on an account unread', async () => {
    await add('ann', 'viewer');
    const test = appWithUsers();
    const answers = await Promise.all(
      Array.from({ length: 11 }, async () => (await signIn(test, 'ann', 'guess')).answer.statusCode),
    );
    expect(answers.filter((status) => status === 429)).toHaveLength(1);
    expect((await signIn(test, 'ann')).answer.statusCode).toBe(429);
  });
});
