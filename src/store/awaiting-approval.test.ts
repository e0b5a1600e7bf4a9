import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { oomScraper } from '../../test/pages/incidents/oom-scraper.ts';
import { packaged } from '../../test/support/allowlist.ts';
import { countingIds, fakeClock, temporaryStore } from '../../test/support/store.ts';
import { decide } from '../approvals/decide.ts';
import { createAwaitingApproval } from './awaiting-approval.ts';
import { rowOf } from './incidents.ts';

describe('what waits for people', () => {
  let store: Awaited<ReturnType<typeof temporaryStore>>;
  const clock = fakeClock('2026-03-04T02:15:00.000Z');
  beforeEach(async () => {
    store = await temporaryStore();
    for (const number of [1, 2, 3]) await insert(`inc_${number}`);
  });
  afterEach(async () => store.close());

  async function insert(id: string): Promise<void> {
    const at = clock.now().toISOString();
    const times = { opened_at: at, updated_at: at, closed_at: null, due_at: null };
    await store.db
      .insertInto('incidents')
      .values({ ...rowOf(oomScraper), ...times, id, key: id, cluster: 'default' })
      .execute();
  }

  it('is read whole, the oldest first, and no more than asked', async () => {
    const waiting = await createAwaitingApproval(store.db)(2);
    expect(waiting.map(({ id }) => id)).toEqual(['inc_1', 'inc_2']);
    expect(waiting[0]?.proposal).toEqual(oomScraper.proposal);
  });

  it('is not read again while nothing of it changes', async () => {
    const awaiting = createAwaitingApproval(store.db);
    const [before, after] = [await awaiting(10), await awaiting(10)];
    expect(after.map((incident, index) => incident === before[index])).toEqual([true, true, true]);
  });

  it('has a decision as soon as it is stored, and is gone once it waits no more', async () => {
    const awaiting = createAwaitingApproval(store.db);
    await awaiting(10);
    const { proposal } = oomScraper;
    const result = await decide(
      {
        incident: 'inc_2',
        proposal: proposal?.id ?? '',
        hash: proposal?.hash ?? '',
        decision: 'approve',
        by: { kind: 'person', name: 'ann', via: 'local' },
        channel: 'page',
      },
      { db: store.db, clock, ids: countingIds(), policies: () => packaged },
    );
    expect(result.ok).toBe(true);
    expect((await awaiting(10)).map(({ decisions }) => decisions.length)).toEqual([0, 1, 0]);

    await store.db.updateTable('incidents').set({ state: 'executing' }).where('id', '=', 'inc_2').execute();
    expect((await awaiting(10)).map(({ id }) => id)).toEqual(['inc_1', 'inc_3']);
  });
});
