import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { alertmanagerSource } from '../../src/adapters/alertmanager/alertmanager-source.ts';
import { systemClock } from '../../src/adapters/system.ts';
import { createReceiver } from '../../src/intake/receive.ts';
import { watchHeartbeats, type HeartbeatWatchOptions } from '../../src/intake/heartbeats/watch-heartbeats.ts';
import { openStore, type Store } from '../../src/store/sqlite.ts';
import { readHeartbeats } from '../../src/store/heartbeats.ts';
import { type Alertmanager, startAlertmanager } from '../parts/alertmanager.ts';
import { listen, readJson, type TestServer } from '../parts/json-server.ts';
import { partMissing } from '../parts/parts.ts';
import { waitFor } from '../parts/wait.ts';

/** As kube-prometheus sends it. */
const labels = { alertname: 'Watchdog', severity: 'none', prometheus: 'monitoring/k8s' };

describe.skipIf(partMissing('alertmanager'))('Watchdog through a real Alertmanager', () => {
  let folder: string;
  let store: Store;
  let webhook: TestServer;
  let alertmanager: Alertmanager;
  const started = new Date();

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'firebreak-watchdog-'));
    store = await openStore(folder);
    const receive = createReceiver({
      db: store.db,
      clock: systemClock,
      clusterName: 'default',
      heartbeatNames: ['Watchdog'],
      listeningSince: () => started,
      redact: async (text) => text,
    });
    webhook = await listen((request, response) => {
      void readJson(request)
        .then(receive)
        .then(() => response.end());
    });
    alertmanager = await startAlertmanager({
      webhookUrl: webhook.url,
      groupInterval: '1s',
      repeatInterval: '1s',
    });
  });
  afterEach(async () => {
    await alertmanager.stop();
    await webhook.stop();
    await store.close();
    rmSync(folder, { recursive: true });
  });

  const fires = () => alertmanager.postAlerts([{ labels }]);
  const raised = () =>
    store.db.selectFrom('alerts').select(['status', 'labels']).where('handling', '=', 'own').execute();
  const watching = (more: Partial<HeartbeatWatchOptions> = {}) =>
    watchHeartbeats({
      db: store.db,
      clock: systemClock,
      logger: pino({ level: 'silent' }),
      clusterName: 'default',
      names: ['Watchdog'],
      namesGiven: false,
      patienceSeconds: 3,
      patienceGiven: true,
      locate: async () => ({ namespace: 'monitoring' }),
      pollMilliseconds: 200,
      observe: () => {},
      changed: () => {},
      ...more,
    });

  it('is heard each time that it is repeated, and is no incident', async () => {
    await fires();
    const [first] = await waitFor(
      async () => {
        const heard = await readHeartbeats(store.db);
        return heard.length > 0 ? heard : undefined;
      },
      { what: 'Watchdog' },
    );
    await waitFor(async () => ((await readHeartbeats(store.db))[0]?.seenAt ?? '') > (first?.seenAt ?? ''), {
      what: 'Watchdog again',
    });
    expect(first?.key).toBe('Watchdog monitoring/k8s');
    const alerts = await store.db.selectFrom('alerts').select('handling').execute();
    expect(alerts).toEqual([{ handling: 'recorded' }]);
  });

  it('raises an alert while Alertmanager holds it no more, and ends it when it is back', async () => {
    await fires();
    const alertSource = alertmanagerSource({ urls: [alertmanager.url], timeoutMilliseconds: 1_000 });
    const watch = watching({ alertSource });
    try {
      await waitFor(async () => (await readHeartbeats(store.db)).length > 0, { what: 'Watchdog' });
      await alertmanager.postAlerts([{ labels, endsAt: new Date(Date.now() - 1_000).toISOString() }]);
      await waitFor(async () => (await raised()).length === 1, { what: 'the alert about its absence' });
      await fires();
      await waitFor(async () => (await raised())[0]?.status === 'resolved', { what: 'its end' });
    } finally {
      await watch.stop();
    }
    const [alert] = await raised();
    expect(JSON.parse(alert?.labels ?? '')).toMatchObject({
      alertname: 'HeartbeatMissing',
      heartbeat: 'Watchdog',
      namespace: 'monitoring',
      prometheus: 'monitoring/k8s',
    });
  });
});
