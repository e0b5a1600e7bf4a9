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
    await send(2_003, () => 'cardboard');
    const held = await store.db
      .selectFrom('alerts')
      .select('id')
      .where('incident_id', 'is not', null)
      .execute();
    const left = await readLedger(store.db, { after: 4_003, limit: 10 });
    expect([(await incidents()).length, held.length]).toEqual([1, 2_000]);
    expect(left.map(({ type, incident }) => [type, incident])).toEqual(
      Array.from({ length: 3 }, () => ['alert.left-out', 'inc_000001']),
    );
  });
});
