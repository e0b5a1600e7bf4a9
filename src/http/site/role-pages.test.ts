import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { FakePorts } from '../../../test/pages/fakes.ts';
import { oomScraper } from '../../../test/pages/incidents/oom-scraper.ts';
import { selectorTrap } from '../../../test/pages/incidents/selector-trap.ts';
import { post, testApp } from '../../../test/pages/test-app.ts';
import { type Role, roles } from '../auth/role.ts';
import { formToken } from '../auth/sessions.ts';

/** Somebody of that role, who signed in a minute ago. */
async function signedInAs(role: Role) {
  const ports = new FakePorts([oomScraper, selectorTrap]);
  const password = 'not a hash: nobody signs in with it';
  const user = { name: role, role, groups: [], password, changedAt: '2026-01-01T00:00:00.000Z' };
  const built = testApp({ ports, auth: { users: { all: () => [user] } } });
  await built.sessions.create({
    idHash: createHash('sha256').update(role).digest('hex'),
    person: role,
    role,
    via: 'local',
    ids: [role],
    groups: [],
    signedInAt: '2026-03-04T02:14:00.000Z',
    createdAt: '2026-03-04T02:14:00.000Z',
    expiresAt: '2026-03-04T14:14:00.000Z',
  });
  const cookie = `firebreak_session=${role}`;
  return {
    ports,
    get: (url: string) => built.app.inject({ url, headers: { cookie } }),
    send: (url: string, fields: Record<string, string> = {}) =>
      post(built.app, url, { formToken: formToken(role), ...fields }, { cookie }),
  };
}

describe('what each role gets to see and to ask', () => {
  it.each([
    ['viewer', { '/approvals': 200, '/policies': 200, '/sessions': 200, '/settings': 403 }],
    ['approver', { '/approvals': 200, '/policies': 200, '/sessions': 200, '/settings': 403 }],
    ['admin', { '/approvals': 200, '/policies': 200, '/sessions': 200, '/settings': 200 }],
  ] as const)('%s looks', async (role, pages) => {
    const { get } = await signedInAs(role);
    for (const [url, status] of Object.entries(pages)) expect((await get(url)).statusCode, url).toBe(status);
  });

  it.each(roles)('%s asks', async (role) => {
    const { send } = await signedInAs(role);
    const whatIf = await send('/policies/what-if', { text: 'kubectl -n shop rollout restart deploy/web' });
    const doctor = await send('/settings/doctor');
    const allowed = { viewer: [403, 403], approver: [200, 403], admin: [200, 200] };
    expect([whatIf.statusCode, doctor.statusCode]).toEqual(allowed[role]);
  });
});

describe('the settings page', () => {
  it('shows values with their sources, and no secret', async () => {
    const { get } = await signedInAs('admin');
    const { body } = await get('/settings');
    expect(body).toContain('environment FIREBREAK_MODE');
    expect(body).toContain('FIREBREAK_API_TOKEN');
    expect(body).not.toContain('a-token-that-nobody-may-read');
  });

  it('asks doctor by the button alone', async () => {
    const { get, send, ports } = await signedInAs('admin');
    let asked = 0;
    ports.settings.examine = async () => {
      asked += 1;
      return [{ name: 'disk', status: 'finding', message: '12 MiB are free', mend: 'make room' }];
    };
    await get('/settings');
    expect(asked).toBe(0);
    expect((await send('/settings/doctor')).body).toContain('make room');
    expect(asked).toBe(1);
  });
});

describe('what waits for me', () => {
  it('is counted on every page, and listed with what each would do', async () => {
    const { get } = await signedInAs('approver');
    expect((await get('/')).body).toMatch(/class="count">2</u);
    const { body } = await get('/approvals');
    expect(body).toContain('price-scraper is OOM-killed');
    expect(body).toContain('patch-service-selector');
    expect(body).not.toContain('Waiting for somebody else');
  });

  it('is nothing for who may only look, and nothing that was decided', async () => {
    const viewer = await signedInAs('viewer');
    expect((await viewer.get('/')).body).not.toContain('class="count"');
    expect((await viewer.get('/approvals')).body).toContain('it takes the role approver');

    const approver = await signedInAs('approver');
    approver.ports.incidentsById.clear();
    expect((await approver.get('/approvals')).body).toContain('Nothing waits for anybody');
  });

  it('is somebody else’s once approved by me', async () => {
    const { get, ports } = await signedInAs('approver');
    const { proposal } = selectorTrap;
    const by = { kind: 'person', name: 'approver', via: 'local' } as const;
    const approval = { id: 'dec_1', proposal: proposal?.id ?? '', hash: proposal?.hash ?? '' };
    ports.change({
      ...selectorTrap,
      decisions: [{ ...approval, decision: 'approve', by, channel: 'page', at: '2026-03-04T02:14:30.000Z' }],
    });
    expect((await get('/')).body).toMatch(/class="count">1</u);
    expect((await get('/approvals')).body).toContain('Waiting for somebody else');
  });
});
