import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fakeClock, temporaryStore } from '../../test/support/store.ts';
import { settling } from '../../test/pages/incidents/small-incidents.ts';
import type { Incident } from '../domain/incident.ts';
import { appendToLedger } from '../ledger/append.ts';
import { rowOf } from './incidents.ts';
import { listIncidents, readLedger } from './queries.ts';

let store: Awaited<ReturnType<typeof temporaryStore>>;
beforeEach(async () => {
  store = await temporaryStore();
});
afterEach(async () => store.close());

const clock = fakeClock();

async function storeIncident(id: string, more: Partial<Incident>) {
  const incident = { ...settling, ...more, id, key: id };
  const at = clock.now().toISOString();
  const times = { opened_at: at, updated_at: at, closed_at: null, due_at: null };
  await store.db
    .insertInto('incidents')
    .values({ ...rowOf(incident), ...times, id, key: id, cluster: 'default' })
    .execute();
}

describe('a search', () => {
  const web = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'cardboard', name: 'web' };
  beforeEach(async () => {
    await storeIncident('inc_1', { title: 'disk is 100% full', namespaces: ['media', 'shop-eu'] });
    await storeIncident('inc_2', { title: 'the label app_name is gone', target: web });
    await storeIncident('inc_3', { title: `it's "quoted" \\ slashed; -- drop table incidents` });
    await storeIncident('inc_4', { title: 'Überlauf in 東京 🔥', namespaces: ['x'] });
  });
  const found = async (q: string) =>
    (await listIncidents(store.db, { q, limit: 10 })).incidents.map(({ id }) => id);

  it.each([
    ['100%', ['inc_1']],
    ['%', ['inc_1']],
    ['_', ['inc_4', 'inc_3', 'inc_2', 'inc_1']],
    ['app_name', ['inc_2']],
    ['appXname', []],
    ["it's", ['inc_3']],
    ['"quoted"', ['inc_3']],
    ['"', ['inc_3']],
    ['\\', ['inc_3']],
    ['; --', ['inc_3']],
    ["' or 1=1", []],
    ['DISK', ['inc_1']],
    ['Überlauf', ['inc_4']],
    ['東京 🔥', ['inc_4']],
    ['\u0000', []],
    ['\ud83d', []],
    ['shop-eu', ['inc_1']],
    ['deployment cardboard/web', ['inc_2']],
    ['apiVersion', []],
    ['inc_2', ['inc_2']],
  ])('for %j finds what holds just that', async (text, ids) => {
    expect(await found(text)).toEqual(ids);
  });
});

it('tells in a list what is on hold', async () => {
  const draft = { purpose: 'fix', by: 'triage', actions: [] } as const;
  await storeIncident('inc_1', { state: 'reviewing', draft });
  await storeIncident('inc_2', { state: 'reviewing', draft: { ...draft, heldSince: settling.openedAt } });
  await storeIncident('inc_3', { state: 'settling', draft: { ...draft, heldSince: settling.openedAt } });
  const { incidents } = await listIncidents(store.db, { limit: 10 });
  expect(incidents.map(({ id, onHold = false }) => [id, onHold])).toEqual([
    ['inc_3', false],
    ['inc_2', true],
    ['inc_1', false],
  ]);
});

it('reads the ledger from its beginning, or back from its end', async () => {
  const events = ['one', 'two', 'three'].map((type) => ({ type, actor: 'firebreak', payload: {} }));
  await store.db.transaction().execute((transaction) => appendToLedger(transaction, events, clock.now()));
  const types = async (query: { readonly after?: number; readonly before?: number }) =>
    (await readLedger(store.db, { ...query, limit: 2 })).map(({ type }) => type);
  expect(await types({})).toEqual(['one', 'two']);
  expect(await types({ before: Number.MAX_SAFE_INTEGER })).toEqual(['three', 'two']);
  expect(await types({ before: 2 })).toEqual(['one']);
});
