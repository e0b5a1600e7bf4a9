import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fakeClock, temporaryStore } from '../../test/support/store.ts';
import type { Session, SessionStore } from '../http/auth/session-store.ts';
import { readLedger } from './queries.ts';
import { createSessionStore } from './sessions.ts';

const clock = fakeClock();
const by = { kind: 'person', name: 'ann', via: 'local' } as const;

function sessionOf(person: string, idHash: string): Session {
  return {
    idHash,
    person,
    role: 'approver',
    via: 'local',
    ids: [person],
    groups: [],
    from: '192.0.2.7',
    createdAt: '2026-03-04T01:00:00.000Z',
    expiresAt: '2026-03-04T13:00:00.000Z',
  };
}

describe('sessions', () => {
  let store: Awaited<ReturnType<typeof temporaryStore>>;
  let sessions: SessionStore;
  beforeEach(async () => {
    store = await temporaryStore();
    sessions = createSessionStore(store.db, clock);
  });
  afterEach(async () => store.close());

  it('begin and end on record, with who and from where, and without what could name the cookie', async () => {
    const [desk, phone] = [sessionOf('bob', 'd'.repeat(64)), sessionOf('bob', 'e'.repeat(64))];
    await sessions.create(desk);
    await sessions.create(phone);
    await sessions.end([phone], { ...by, groups: ['sre'], from: '192.0.2.9' }, 'revoked');

    expect(await sessions.list()).toEqual([desk]);
    const started = {
      type: 'session.started',
      actor: 'bob',
      payload: { person: 'bob', via: 'local', role: 'approver', from: '192.0.2.7' },
    };
    const since = '2026-03-04T01:00:00.000Z';
    const payload = { by, person: 'bob', via: 'local', since, why: 'revoked', from: '192.0.2.9' };
    expect(
      (await readLedger(store.db, { limit: 10 })).map(({ type, actor, payload: told }) => ({
        type,
        actor,
        payload: told,
      })),
    ).toEqual([started, started, { type: 'session.ended', actor: 'ann', payload }]);
    expect(JSON.stringify(await readLedger(store.db, { limit: 10 }))).not.toContain('eeee');
  });

  it('that are over already end nothing, and put nothing on record', async () => {
    await sessions.end([sessionOf('bob', 'd'.repeat(64))], by, 'revoked');
    expect(await readLedger(store.db, { limit: 10 })).toEqual([]);
  });
});
