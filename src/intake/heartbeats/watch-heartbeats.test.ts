import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fakeCluster } from '../../../test/support/fake-cluster.ts';
import { deployment } from '../../../test/support/allowlist.ts';
import { countingIds, fakeClock, temporaryStore } from '../../../test/support/store.ts';
import type { Heartbeat } from '../../domain/heartbeat.ts';
import type { AlertLabels } from '../../ports/alert-source.ts';
import { readHeartbeats } from '../../store/heartbeats.ts';
import { readIncident } from '../../store/incidents.ts';
import { readLedger } from '../../store/queries.ts';
import { type CorrelatePorts, correlateWaiting } from '../correlate.ts';
import { createReceiver } from '../receive.ts';
import { findPrometheus } from './find-prometheus.ts';
import { type HeartbeatWatch, type HeartbeatWatchOptions, watchHeartbeats } from './watch-heartbeats.ts';

const minute = 60_000;
let store: Awaited<ReturnType<typeof temporaryStore>>;
let clock: ReturnType<typeof fakeClock>;
let observed: readonly Heartbeat[];
let watch: HeartbeatWatch;
let held: readonly AlertLabels[];

beforeEach(async () => {
  store = await temporaryStore();
  clock = fakeClock();
  held = [];
  await start();
});
afterEach(async () => {
  await watch.stop();
  await store.close();
});

/** A process that starts; the one before it has died. */
async function start(more: Partial<HeartbeatWatchOptions> = {}) {
  await watch?.stop();
  watch = watchHeartbeats({
    db: store.db,
    clock,
    logger: pino({ level: 'silent' }),
    clusterName: 'default',
    names: ['Watchdog'],
    namesGiven: false,
    patienceSeconds: 15 * 60,
    patienceGiven: false,
    locate: async () => ({ namespace: 'monitoring', statefulset: 'prometheus-k8s' }),
    pollMilliseconds: 3_600_000,
    observe: (heartbeats) => {
      observed = heartbeats;
    },
    changed: () => {},
    ...more,
  });
  await watch.look();
}

async function word(status = 'firing', labels: AlertLabels = { alertname: 'Watchdog' }) {
  const { db } = store;
  const receive = createReceiver({
    db,
    clock,
    clusterName: 'default',
    heartbeatNames: ['Watchdog'],
    listeningSince: () => watch.listeningSince(),
    redact: async (text) => text,
  });
  const fingerprint = `fp-${Object.values(labels).join()}`;
  const startsAt = '2026-03-01T00:00:00Z';
  const ends = status === 'resolved' ? { endsAt: clock.now().toISOString() } : {};
  await receive({
    version: '4',
    groupKey: 'g',
    alerts: [{ status, labels, startsAt, fingerprint, ...ends }],
  });
}

/** Time in which somebody looks each minute. */
async function minutes(count: number) {
  for (let passed = 0; passed < count; passed += 1) {
    clock.advance(minute);
    await watch.look();
  }
}

/** Words each minute, so that it is expected. */
async function beating(times = 3) {
  for (let index = 0; index < times; index += 1) {
    await word();
    await minutes(1);
  }
}

async function incidents() {
  const ports: CorrelatePorts = {
    db: store.db,
    clock,
    ids: countingIds(),
    clusterName: 'default',
    place: async (alert) => ({ key: alert.labels['statefulset'] ?? 'none', namespace: 'monitoring' }),
    settleSeconds: () => 30,
  };
  await correlateWaiting(ports);
  const rows = await store.db.selectFrom('incidents').select('id').orderBy('id').execute();
  return Promise.all(rows.map(async ({ id }) => (await readIncident(store.db, id)) ?? expect.fail()));
}
const types = async () => (await readLedger(store.db, { limit: 100 })).map(({ type }) => type);

describe('the dead man’s switch', () => {
  it('opens an incident about Prometheus once Watchdog has stayed away, and only one', async () => {
    await beating();
    await minutes(13);
    expect(await incidents()).toEqual([]);
    await minutes(60);
    const [only, ...others] = await incidents();
    expect(others).toEqual([]);
    expect(only).toMatchObject({ severity: 'critical', namespaces: ['monitoring'] });
    expect(only?.alerts).toMatchObject([
      {
        status: 'firing',
        own: true,
        labels: { alertname: 'HeartbeatMissing', heartbeat: 'Watchdog', statefulset: 'prometheus-k8s' },
      },
    ]);
    expect(await types()).toContain('heartbeat.missing');
  });

  it('is never an incident itself, nor is its end: Watchdog resolves when Prometheus falls silent', async () => {
    await beating();
    await word('resolved');
    await word('firing', { alertname: 'InfoInhibitor' });
    expect(await incidents()).toEqual([]);
    await minutes(15);
    expect(await incidents()).toHaveLength(1);
  });

  it('ends the alert, with its incident woken, when Watchdog comes again', async () => {
    await beating();
    await minutes(20);
    await incidents();
    await word();
    await minutes(1);
    expect((await incidents())[0]?.alerts).toMatchObject([{ status: 'resolved' }]);
    expect(await types()).toContain('heartbeat.returned');
    await minutes(20);
    expect(
      (await store.db.selectFrom('alerts').selectAll().where('handling', '=', 'own').execute()).length,
    ).toBe(2);
  });

  it('remembers over a restart, and waits anew after a long downtime', async () => {
    await beating();
    clock.advance(10 * 3_600_000);
    await start();
    await minutes(14);
    expect(await incidents()).toEqual([]);
    await minutes(1);
    expect(await incidents()).toHaveLength(1);
    await start();
    await minutes(20);
    expect(
      await store.db.selectFrom('alerts').selectAll().where('handling', '=', 'own').execute(),
    ).toHaveLength(1);
  });

  it('waits anew when the clock jumps, forward or back', async () => {
    await start({ pollMilliseconds: minute });
    await beating();
    clock.advance(5 * 3_600_000);
    await watch.look();
    expect(await incidents()).toEqual([]);
    clock.advance(-9 * 3_600_000);
    await minutes(14);
    expect(await incidents()).toEqual([]);
    await minutes(2);
    expect(await incidents()).toHaveLength(1);
  });

  it('learns how seldom it comes: every twelve hours is no outage', async () => {
    await word();
    await minutes(12 * 60);
    await word();
    await minutes(23 * 60);
    expect(await incidents()).toEqual([]);
  });

  it('expects from the start what was configured, whichever Prometheus then sends it', async () => {
    await start({ namesGiven: true, patienceGiven: true });
    await minutes(10);
    await word('firing', { alertname: 'Watchdog', prometheus: 'monitoring/k8s' });
    await minutes(10);
    expect(await incidents()).toEqual([]);
    await minutes(10);
    expect(await incidents()).toHaveLength(1);
  });

  it('expects nothing that was never seen', async () => {
    await minutes(120);
    expect([await incidents(), observed]).toEqual([[], []]);
  });

  it('asks Alertmanager where it can be asked, and believes no webhook about it', async () => {
    const alertSource = { firing: async () => held };
    held = [{ alertname: 'Watchdog', prometheus: 'monitoring/k8s', severity: 'none' }];
    await start({ alertSource });
    await minutes(120);
    expect(await incidents()).toEqual([]);
    expect(observed.map(({ key }) => key)).toEqual(['Watchdog monitoring/k8s']);
    held = [];
    await minutes(15);
    expect(await incidents()).toHaveLength(1);
  });

  it('remembers no more of what a payload invents than it can watch', async () => {
    for (let index = 0; index < 40; index += 1) {
      await word('firing', { alertname: 'Watchdog', prometheus: `made/up-${index}` });
    }
    expect(await readHeartbeats(store.db)).toHaveLength(20);
  });

  it('lets no payload end the alert that it has raised', async () => {
    await beating();
    await minutes(20);
    const raised = await store.db
      .selectFrom('alerts')
      .selectAll()
      .where('handling', '=', 'own')
      .executeTakeFirstOrThrow();
    const receive = createReceiver({
      db: store.db,
      clock,
      clusterName: 'default',
      redact: async (text) => text,
    });
    const forged = {
      status: 'resolved',
      labels: {},
      startsAt: raised.starts_at,
      fingerprint: raised.fingerprint,
    };
    await receive({ version: '4', alerts: [{ ...forged, endsAt: clock.now().toISOString() }] });
    expect((await incidents())[0]?.alerts).toMatchObject([{ status: 'firing' }]);
  });
});

describe('the Prometheus that a heartbeat comes from', () => {
  const named = (namespace: string, name: string) => {
    const object = deployment(namespace, name);
    const labels = { 'app.kubernetes.io/name': 'prometheus' };
    return { ...object, metadata: { ...object.metadata, labels } };
  };

  it('is the workload of the recommended name, where the namespace map has it', async () => {
    const cluster = fakeCluster(named('monitoring', 'prometheus-server')).reader;
    expect(await findPrometheus({ alertname: 'Watchdog' }, 'monitoring', cluster)).toEqual({
      namespace: 'monitoring',
      deployment: 'prometheus-server',
    });
  });

  it('is the one that the operator’s label names, and its namespace alone where it is not found', async () => {
    const cluster = fakeCluster(named('obs', 'prometheus-other'), named('obs', 'prometheus-main')).reader;
    const labels = { alertname: 'Watchdog', prometheus: 'obs/main' };
    expect(await findPrometheus(labels, 'monitoring', cluster)).toMatchObject({
      deployment: 'prometheus-main',
    });
    expect(await findPrometheus({ ...labels, prometheus: 'gone/x' }, 'monitoring', cluster)).toEqual({
      namespace: 'gone',
    });
  });
});
