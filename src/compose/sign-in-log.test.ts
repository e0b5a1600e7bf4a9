import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeClock, temporaryStore } from '../../test/support/store.ts';
import type { RefusedSignIn } from '../http/auth/sign-in-log.ts';
import { readLedger } from '../store/queries.ts';
import { startSignInLog } from './sign-in-log.ts';

const wrong: RefusedSignIn = { via: 'local', reason: 'sign-in.wrong-password', from: '192.0.2.7' };
const minutes = 60_000;

let store: Awaited<ReturnType<typeof temporaryStore>>;
let log: ReturnType<typeof startSignInLog>;
const clock = fakeClock();
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  store = await temporaryStore();
  log = startSignInLog({ db: store.db, clock, logger: pino({ level: 'silent' }), observe: () => {} });
});
afterEach(async () => {
  vi.useRealTimers();
  await log.stop();
  await store.close();
});

/** What is on record once whatever was begun is written. */
async function recorded() {
  await log.stop();
  return (await readLedger(store.db, { limit: 500 })).map(({ type, payload }) => ({ type, payload }));
}

describe('refused sign-ins', () => {
  it('are on record at once, with the way, the reason and the address', async () => {
    log.refused({ ...wrong, account: 'ann' });
    await vi.waitFor(async () => expect(await readLedger(store.db, { limit: 9 })).toHaveLength(1));
    expect(await recorded()).toMatchObject([
      { type: 'sign-in.refused', payload: { count: 1, attempts: [{ ...wrong, account: 'ann', count: 1 }] } },
    ]);
  });

  it('are a sum where they come as a flood', async () => {
    for (let attempt = 0; attempt < 5_000; attempt += 1) log.refused(wrong);
    vi.advanceTimersByTime(5 * minutes);
    log.refused({ ...wrong, reason: 'request.too-many-attempts' });
    vi.advanceTimersByTime(5 * minutes);
    expect(await recorded()).toMatchObject([
      { payload: { count: 1 } },
      { payload: { count: 4_999, attempts: [{ ...wrong, count: 4_999 }] } },
      { payload: { count: 1, attempts: [{ reason: 'request.too-many-attempts' }] } },
    ]);
  });

  it('from more addresses than anybody reads name some, and count all', async () => {
    for (let host = 0; host < 1_000; host += 1) log.refused({ ...wrong, from: `2001:db8::${host}` });
    const [, sum] = await recorded();
    const attempts = Array.from({ length: 50 }, () => expect.objectContaining({ count: 1 }) as unknown);
    expect(sum?.payload).toMatchObject({ count: 999, others: 949, attempts });
  });

  it('after a quiet time are told at once again', async () => {
    log.refused(wrong);
    vi.advanceTimersByTime(5 * minutes);
    log.refused(wrong);
    await vi.waitFor(async () => expect(await readLedger(store.db, { limit: 9 })).toHaveLength(2));
  });
});
