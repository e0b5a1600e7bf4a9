import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Alertmanager, startAlertmanager } from './alertmanager.ts';
import { listen, readJson, type TestServer } from './json-server.ts';
import { partMissing } from './parts.ts';
import { waitFor } from './wait.ts';

describe.skipIf(partMissing('alertmanager'))('a real Alertmanager', () => {
  const deliveries: { authorization: string | undefined; body: unknown }[] = [];
  let webhook: TestServer;
  let first: Alertmanager;

  beforeAll(async () => {
    webhook = await listen((request, response) => {
      const receive = async (): Promise<void> => {
        deliveries.push({ authorization: request.headers.authorization, body: await readJson(request) });
        response.end();
      };
      void receive();
    });
    first = await startAlertmanager({ webhookUrl: `${webhook.url}/alerts`, bearerToken: 'secret' });
  });
  afterAll(async () => {
    await first?.stop();
    await webhook?.stop();
  });

  it('delivers an alert, and its end, to the webhook', async () => {
    const labels = { alertname: 'PodCrashLoopBackOff', namespace: 'cardboard' };
    await first.postAlerts([{ labels, annotations: { summary: 'restarting' } }]);
    const firing = await waitFor(() => deliveries[0], { what: 'the alert' });
    expect(firing).toMatchObject({
      authorization: 'Bearer secret',
      body: { version: '4', status: 'firing', groupLabels: labels, alerts: [{ status: 'firing', labels }] },
    });
    await first.postAlerts([{ labels, endsAt: new Date(Date.now() - 1_000).toISOString() }]);
    const resolved = await waitFor(() => deliveries[1], { what: 'its end' });
    expect(resolved.body).toMatchObject({ status: 'resolved', alerts: [{ status: 'resolved', labels }] });
  });

  it('makes one set with another one', async () => {
    const second = await startAlertmanager({ webhookUrl: webhook.url, peers: [first.clusterAddress] });
    try {
      const peers = async (): Promise<unknown> => (await fetch(`${second.url}/api/v2/status`)).json();
      await waitFor(async () => JSON.stringify(await peers()).includes(first.clusterAddress), {
        what: 'the peer',
      });
    } finally {
      await second.stop();
    }
  });
});
