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
    createdAt: '2026-03-04T01:00:00.000Z',
    expiresAt: '2026-03-04T13:00:00.000Z',
  };
}

describe('ending sessions', () => {
  let store: Awaited<ReturnType<typeof temporaryStore>>;
  let sessions: SessionStore;
  beforeEach(async () => {
    store = await temporaryStore();
    sessions = createSessionStore(store.db, clock);
  });
  afterEach(async () => store.close());

  it('is on record, with who did it, and without what could name the cookie', async () => {
    const [desk, phone] = [sessionOf('bob', 'd'.repeat(64)), sessionOf('bob', 'e'.repeat(64))];
    await sessions.create(desk);
    await sessions.create(phone);
    await sessions.end([phone], { ...by, groups: ['sre'] } as typeof by);

    expect(await sessions.list()).toEqual([desk]);
    expect(await readLedger(store.db, { limit: 10 })).toMatchObject([
      {
        type: 'session.ended',
        actor: 'ann',
        payload: { by, person: 'bob', via: 'local', since: '2026-03-04T01:00:00.000Z' },
      },
    ]);
    expect(JSON.stringify(await readLedger(store.db, { limit: 10 }))).not.toContain('eeee');
  });

  it('of what is over already puts nothing on record', async () => {
    await sessions.end([sessionOf('bob', 'd'.repeat(64))], by);
    expect(await readLedger(store.db, { limit: 10 })).toEqual([]);
  });
});
