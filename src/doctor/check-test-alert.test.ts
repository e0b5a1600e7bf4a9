import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Alertmanager, startAlertmanager } from '../../test/parts/alertmanager.ts';
import { listen, readJson, type TestServer } from '../../test/parts/json-server.ts';
import { partMissing } from '../../test/parts/parts.ts';
import { freePort } from '../../test/parts/ports.ts';
import { waitFor } from '../../test/parts/wait.ts';
import { systemClock, wait } from '../adapters/system.ts';
import { createReceiver } from '../intake/receive.ts';
import { isRecordedAlert } from '../store/received-alert.ts';
import { openStore, type Store } from '../store/sqlite.ts';
import { checkTestAlert, type TestAlertPorts } from './check-test-alert.ts';

const never = new AbortController().signal;

const ports: TestAlertPorts = {
  clock: systemClock,
  wait,
  listens: async () => true,
  hasRecorded: async () => false,
  patience: 0,
};
const check = (urls: readonly string[] | undefined, more: Partial<TestAlertPorts> = {}) =>
  checkTestAlert(urls, {}, { ...ports, ...more }, never);

describe('what doctor says before it sends a test alert', () => {
  const url = ['http://127.0.0.1:9'];

  it.each([
    ['there is no Alertmanager', undefined, {}, /set ALERTMANAGER_URL/u],
    ['no service listens', url, { listens: async () => false }, /start it first/u],
    ['its store is elsewhere', url, { hasRecorded: undefined }, /run doctor beside the service/u],
  ])('names the mend where %s', async (_what, urls, more, mend) => {
    expect(await check(urls, more)).toMatchObject([
      { status: 'finding', mend: expect.stringMatching(mend) as string },
    ]);
  });

  it('says where Alertmanager is out of reach', async () => {
    expect(await check([`http://127.0.0.1:${await freePort()}`])).toMatchObject([{ status: 'unreachable' }]);
  });
});

describe.skipIf(partMissing('alertmanager'))('a test alert through a real Alertmanager', () => {
  let folder: string;
  let store: Store;
  let webhook: TestServer;
  let alertmanager: Alertmanager;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'firebreak-test-alert-'));
    store = await openStore(folder);
    const receive = createReceiver({
      db: store.db,
      clock: systemClock,
      clusterName: 'default',
      redact: async (text) => text,
    });
    webhook = await listen((request, response) => {
      void readJson(request)
        .then(receive)
        .then(() => response.end());
    });
    alertmanager = await startAlertmanager({ webhookUrl: webhook.url });
  });
  afterEach(async () => {
    await alertmanager.stop();
    await webhook.stop();
    await store.close();
    rmSync(folder, { recursive: true });
  });

  const seen = {
    hasRecorded: (label: string, value: string) => isRecordedAlert(store.db, label, value),
    patience: 30_000,
  };

  it('arrives, is recorded as no incident, and has ended', async () => {
    const checks = await checkTestAlert(
      [alertmanager.url],
      { namespace: 'monitoring' },
      { ...ports, ...seen },
      never,
    );

    expect(checks).toMatchObject([
      { status: 'ok', message: expect.stringMatching(/^arrived after \d+ s/u) as string },
    ]);
    const [alert] = await store.db.selectFrom('alerts').selectAll().execute();
    expect(alert).toMatchObject({ handling: 'recorded', incident_id: null });
    expect(JSON.parse(alert?.labels ?? '')).toMatchObject({
      firebreak_alert: 'test',
      namespace: 'monitoring',
    });
    expect(await store.db.selectFrom('incidents').select('id').execute()).toEqual([]);
    const ended = async () =>
      (await store.db.selectFrom('alerts').select('status').execute())[0]?.status === 'resolved';
    await waitFor(ended, { what: 'the end of the test alert' });
  });

  it('is told from others by who gets it, where it does not arrive', async () => {
    expect(await check([alertmanager.url])).toMatchObject([
      {
        status: 'finding',
        message: 'did not arrive: Alertmanager routes it to firebreak',
        mend: expect.stringContaining('compare its url and token') as string,
      },
    ]);
  });

  it('is found where a silence holds it back', async () => {
    const matchers = [{ name: 'alertname', value: 'FirebreakTest', isRegex: false, isEqual: true }];
    const startsAt = new Date().toISOString();
    const endsAt = new Date(Date.now() + 600_000).toISOString();
    const answer = await fetch(`${alertmanager.url}/api/v2/silences`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ matchers, startsAt, endsAt, createdBy: 'kim', comment: 'quiet' }),
    });
    expect(answer.status).toBe(200);

    const [found] = await check([alertmanager.url], { patience: 1_000 });

    expect(found).toMatchObject({
      status: 'finding',
      message: 'did not arrive: a silence or an inhibition holds it back',
      mend: expect.stringContaining('end the silence') as string,
    });
  });
});
