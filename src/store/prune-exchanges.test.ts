import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryStore } from '../../test/support/store.ts';
import { verifyLedger } from '../ledger/verify.ts';
import { pruneExchanges } from './prune-exchanges.ts';
import { readLedger } from './queries.ts';

const now = new Date('2026-06-02T00:00:00.000Z');
const endedBefore = new Date('2026-03-04T00:00:00.000Z');

let store: Awaited<ReturnType<typeof temporaryStore>>;
beforeEach(async () => {
  store = await temporaryStore();
});
afterEach(() => store.close());

async function incident(id: string, closedAt: string | null) {
  const at = '2026-03-01T00:00:00.000Z';
  const target = { title: id, severity: 'warning', target: null, namespaces: '[]', document: '{}' };
  const state = closedAt === null ? 'awaiting-approval' : 'closed';
  await store.db
    .insertInto('incidents')
    .values({
      id,
      key: id,
      cluster: 'default',
      state,
      outcome: null,
      ...target,
      opened_at: at,
      updated_at: at,
      closed_at: closedAt,
      due_at: null,
    })
    .execute();
  await store.db
    .insertInto('exchanges')
    .values([1, 2].map((number) => ({ id: `${id}-${number}`, incident_id: id, at, document: '{}' })))
    .execute();
  await store.db
    .insertInto('model_usage')
    .values({ id: `usage-${id}`, incident_id: id, model: 'litellm:a', at, tokens: 10, nanodollars: null })
    .execute();
}

const left = async (table: 'exchanges' | 'model_usage') => [
  ...new Set(
    (await store.db.selectFrom(table).select('incident_id').execute()).map((row) => row.incident_id),
  ),
];

describe('exchanges with models', () => {
  it('are deleted with what they used, long after their incident has ended, and that is on record', async () => {
    await incident('old', '2026-03-03T23:59:59.999Z');
    await incident('young', '2026-03-04T00:00:00.000Z');
    await incident('open', null);
    expect(await pruneExchanges(store.db, { endedBefore, now })).toBe(false);
    expect((await left('exchanges')).toSorted()).toEqual(['open', 'young']);
    expect((await left('model_usage')).toSorted()).toEqual(['open', 'young']);
    const [entry, ...others] = await readLedger(store.db, { limit: 10 });
    expect(others).toEqual([]);
    expect(entry).toMatchObject({ type: 'exchanges.pruned', payload: { exchanges: 2, incidents: 1 } });
    expect(await verifyLedger(store.db)).toMatchObject({ ok: true });
  });

  it('go a bounded number of incidents at a time, and nothing is said where nothing goes', async () => {
    for (let number = 0; number < 60; number += 1)
      await incident(`old-${number}`, '2026-03-02T00:00:00.000Z');
    expect(await pruneExchanges(store.db, { endedBefore, now })).toBe(true);
    expect(await pruneExchanges(store.db, { endedBefore, now })).toBe(false);
    expect(await pruneExchanges(store.db, { endedBefore, now })).toBe(false);
    expect(await left('exchanges')).toEqual([]);
    expect(await readLedger(store.db, { limit: 10 })).toHaveLength(2);
  });
});
