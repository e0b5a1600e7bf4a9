import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { countingIds, fakeClock, temporaryStore } from '../../test/support/store.ts';
import { verifyLedger } from '../ledger/verify.ts';
import { readLedger } from '../store/queries.ts';
import { readIncident } from '../store/incidents.ts';
import type { Store } from '../store/sqlite.ts';
import { type CorrelatePorts, correlateWaiting } from './correlate.ts';
import { createReceiver, type Receive, type ReceivePorts } from './receive.ts';

let store: Store;
let clock: ReturnType<typeof fakeClock>;
let ports: ReceivePorts;
let receive: Receive;
let correlation: CorrelatePorts;

beforeEach(async () => {
  store = await temporaryStore();
  clock = fakeClock();
  ports = {
    db: store.db,
    clock,
    clusterName: 'default',
    redact: async (text) => text.replaceAll('hunter2', '[redacted]'),
  };
  receive = createReceiver(ports);
  correlation = {
    db: store.db,
    clock,
    ids: countingIds(),
    clusterName: 'default',
    place: async (alert, groupKey) => ({ key: alert.labels['pod'] ?? groupKey, namespace: 'cardboard' }),
    settleSeconds: () => 30,
  };
});
afterEach(() => store.close());

function payload(
  ...alerts: readonly { pod?: string; status?: string; startsAt?: string; endsAt?: string; more?: object }[]
) {
  return {
    version: '4',
    groupKey: 'group',
    alerts: alerts.map(
      ({ pod = 'web', status = 'firing', startsAt = '2026-03-04T01:59:00Z', endsAt, more }) => ({
        status,
        labels: { alertname: 'KubePodCrashLooping', pod, ...more },
        startsAt,
        ...(endsAt === undefined ? {} : { endsAt }),
        fingerprint: `fp-${pod}`,
      }),
    ),
  };
}

const incidents = () => store.db.selectFrom('incidents').selectAll().orderBy('id').execute();
const types = async () => (await readLedger(store.db, { limit: 100 })).map((entry) => entry.type);

describe('taking alerts in', () => {
  it('opens one incident for an alert, due when it has settled', async () => {
    await receive(payload({}));
    await correlateWaiting(correlation);
    expect(await incidents()).toMatchObject([{ state: 'settling', due_at: '2026-03-04T02:00:30.000Z' }]);
    expect(await types()).toEqual(['alert.fired', 'incident.opened']);
  });

  it('takes a pair of Alertmanagers for one', async () => {
    await receive(payload({}));
    await receive(payload({ startsAt: '2026-03-04T01:59:07Z' }));
    await correlateWaiting(correlation);
    expect(await store.db.selectFrom('alerts').selectAll().execute()).toHaveLength(1);
    expect(await incidents()).toHaveLength(1);
  });

  it('joins alerts with the same cause target', async () => {
    await receive(payload({}));
    await correlateWaiting(correlation);
    const other = payload({ more: { alertname: 'KubeDeploymentReplicasMismatch' } });
    await receive({ ...other, alerts: other.alerts.map((alert) => ({ ...alert, fingerprint: 'fp-2' })) });
    const [changed] = await correlateWaiting(correlation);
    expect(await incidents()).toHaveLength(1);
    expect((await readIncident(store.db, changed ?? ''))?.alerts).toHaveLength(2);
  });

  it('wakes the incident when its alert resolves, whatever it waits for', async () => {
    await receive(payload({}));
    await correlateWaiting(correlation);
    clock.advance(5_000);
    const received = await receive(payload({ status: 'resolved', endsAt: '2026-03-04T02:00:04Z' }));
    expect(received).toMatchObject({ stored: true, woken: ['inc_000001'] });
    expect(await incidents()).toMatchObject([{ due_at: '2026-03-04T02:00:05.000Z', wake: 1 }]);
  });

  it('is not fooled by firing that arrives after the end', async () => {
    await receive(payload({}));
    await receive(payload({ status: 'resolved', endsAt: '2026-03-04T02:00:00Z' }));
    await receive(payload({}));
    expect(await store.db.selectFrom('alerts').select('status').execute()).toEqual([{ status: 'resolved' }]);
  });

  it('opens the next incident for the next life', async () => {
    await receive(payload({}));
    await correlateWaiting(correlation);
    await store.db.updateTable('incidents').set({ state: 'closed', outcome: 'self-resolved' }).execute();
    await receive(payload({ status: 'resolved', endsAt: '2026-03-04T02:00:00Z' }));
    await receive(payload({ startsAt: '2026-03-04T02:10:00Z' }));
    await correlateWaiting(correlation);
    expect(await incidents()).toHaveLength(2);
  });

  it('looks again at an alert that still fires long after its incident was closed as healed', async () => {
    await receive(payload({}));
    await correlateWaiting(correlation);
    const closed = { state: 'closed', outcome: 'self-resolved', closed_at: clock.now().toISOString() };
    await store.db.updateTable('incidents').set(closed).execute();
    clock.advance(60_000);
    await receive(payload({}));
    await correlateWaiting(correlation);
    expect(await incidents()).toHaveLength(1);
    clock.advance(10 * 60_000);
    await receive(payload({}));
    await correlateWaiting(correlation);
    expect(await incidents()).toHaveLength(2);
  });

  it('leaves alone what people denied, however often it is repeated', async () => {
    await receive(payload({}));
    await correlateWaiting(correlation);
    await store.db
      .updateTable('incidents')
      .set({ state: 'closed', outcome: 'denied', closed_at: clock.now().toISOString() })
      .execute();
    clock.advance(3_600_000);
    await receive(payload({}));
    await correlateWaiting(correlation);
    expect(await incidents()).toHaveLength(1);
  });

  it.each([
    ['of another cluster', { cluster: 'staging' }],
    ['that is a heartbeat', { alertname: 'Watchdog' }],
    ['about Firebreak itself', { firebreak_alert: 'own' }],
  ])('records an alert %s, and never acts on it', async (_what, more) => {
    await receive(payload({ more }));
    await correlateWaiting(correlation);
    expect(await incidents()).toHaveLength(0);
    expect(await types()).toEqual(['alert.recorded']);
  });

  it('stores labels redacted', async () => {
    await receive(payload({ more: { dsn: 'postgres://u:hunter2@db' } }));
    const [row] = await store.db.selectFrom('alerts').select('labels').execute();
    expect(row?.labels).not.toContain('hunter2');
  });

  it('believes an alert that fires on with its old start, long after it seemed to end', async () => {
    await receive(payload({}));
    await correlateWaiting(correlation);
    await receive(payload({ status: 'resolved', endsAt: '2026-03-04T02:00:00Z' }));
    await store.db.updateTable('incidents').set({ state: 'closed', outcome: 'self-resolved' }).execute();
    clock.advance(10 * 60_000);
    await receive(payload({}));
    await correlateWaiting(correlation);
    expect(await incidents()).toHaveLength(2);
  });

  it('takes the second word about an alert in one notification after the first', async () => {
    await receive(payload({}, { status: 'resolved', endsAt: '2026-03-04T02:00:00Z' }));
    expect(await store.db.selectFrom('alerts').select('status').execute()).toEqual([{ status: 'resolved' }]);
    expect(await types()).toEqual(['alert.fired', 'alert.resolved']);
  });

  it('asks for secrets once a text, and keeps the chain whole', async () => {
    const texts: string[] = [];
    const redact = async (text: string) => {
      texts.push(text);
      return text;
    };
    const many = Array.from({ length: 200 }, (_none, index) => ({ pod: `web-${index}` }));
    await createReceiver({ ...ports, redact })(payload(...many));
    expect(texts.filter((text) => text === 'KubePodCrashLooping')).toHaveLength(1);
    expect(await types()).toHaveLength(100);
    expect(await verifyLedger(store.db)).toMatchObject({ ok: true, entries: 200 });
  });

  it('places the others where one alert cannot be placed at all', async () => {
    await receive(payload({ pod: 'bad' }, { pod: 'good' }));
    const place: CorrelatePorts['place'] = async (alert, groupKey) => {
      if (alert.labels['pod'] === 'bad') throw new TypeError('a bug');
      return correlation.place(alert, groupKey);
    };
    await correlateWaiting({ ...correlation, place });
    expect((await incidents()).map(({ key }) => key)).toEqual(['alert/fp-bad', 'good']);
  });

  it('settles longer each time for a cause that comes back from the third time in an hour on', async () => {
    const dues: (string | null | undefined)[] = [];
    for (const minute of ['10', '11', '12', '13']) {
      await receive(payload({ startsAt: `2026-03-04T02:${minute}:00Z` }));
      await correlateWaiting(correlation);
      dues.push((await incidents()).find(({ state }) => state !== 'closed')?.due_at);
      const closed = {
        state: 'closed',
        outcome: 'self-resolved',
        closed_at: clock.now().toISOString(),
      } as const;
      await store.db.updateTable('incidents').set(closed).where('state', '<>', 'closed').execute();
      await receive(
        payload({
          status: 'resolved',
          startsAt: `2026-03-04T02:${minute}:00Z`,
          endsAt: `2026-03-04T02:${minute}:30Z`,
        }),
      );
    }
    const opened = clock.now().getTime();
    const seconds = dues.map((due) => (Date.parse(due ?? '') - opened) / 1000);
    expect(seconds).toEqual([30, 30, 60, 120]);
  });

  it('rejects, storing nothing, when the store fails', async () => {
    await store.db.destroy();
    await expect(receive(payload({}))).rejects.toThrow();
  });
});
