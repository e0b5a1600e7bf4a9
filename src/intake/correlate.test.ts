import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { countingIds, fakeClock, temporaryStore } from '../../test/support/store.ts';
import { readLedger } from '../store/queries.ts';
import type { Store } from '../store/sqlite.ts';
import { type CorrelatePorts, correlateWaiting } from './correlate.ts';
import { createReceiver } from './receive.ts';

let store: Store;
let ports: CorrelatePorts;
beforeEach(async () => {
  store = await temporaryStore();
  ports = {
    db: store.db,
    clock: fakeClock(),
    ids: countingIds(),
    clusterName: 'default',
    place: async (alert) => ({ key: 'one', namespace: alert.labels['namespace'] ?? 'cardboard' }),
    settleSeconds: () => 30,
  };
});
afterEach(() => store.close());

async function send(count: number, namespaceOf: (number: number) => string) {
  const { db, clock } = ports;
  const receive = createReceiver({ db, clock, clusterName: 'default', redact: async (text) => text });
  const alerts = Array.from({ length: count }, (_none, number) => ({
    status: 'firing',
    labels: { alertname: 'A', namespace: namespaceOf(number) },
    startsAt: '2026-03-04T01:59:00Z',
    fingerprint: `fp-${number}`,
  }));
  await receive({ version: '4', groupKey: 'g', alerts });
  while ((await correlateWaiting(ports)).length > 0);
}

const incidents = () => store.db.selectFrom('incidents').selectAll().execute();

describe('one incident', () => {
  it('is widened to few namespaces, whatever joins it', async () => {
    await send(50, (number) => `ns-${number}`);
    const [only] = await incidents();
    expect(JSON.parse(only?.namespaces ?? '')).toEqual(['ns-0', 'ns-1', 'ns-2']);
  });

  it('holds two thousand alerts, and has it on record which it left out', async () => {
    await send(1, () => 'cardboard');
    const { id: _id, ...row } = await store.db.selectFrom('alerts').selectAll().executeTakeFirstOrThrow();
    for (let from = 1; from < 2_000; from += 500) {
      const many = Array.from({ length: Math.min(500, 2_000 - from) }, (_none, index) => ({
        ...row,
        fingerprint: `joined-${from + index}`,
      }));
      await store.db.insertInto('alerts').values(many).execute();
    }
    await send(3, () => 'cardboard');

    const counts = store.db.selectFrom('alerts').select(({ fn }) => fn.countAll<number>().as('count'));
    const held = await counts.where('incident_id', 'is not', null).executeTakeFirstOrThrow();
    const left = await readLedger(store.db, { limit: 100 });
    expect(held.count).toBe(2_000);
    expect(left.filter(({ type }) => type === 'alert.left-out').map(({ incident }) => incident)).toEqual([
      'inc_000001',
      'inc_000001',
    ]);
  });
});
