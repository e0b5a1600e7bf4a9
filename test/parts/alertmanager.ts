import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { findAlertmanager, required } from './parts.ts';
import { freePort } from './ports.ts';
import { startProcess } from './processes.ts';
import { waitFor } from './wait.ts';

export interface AlertmanagerOptions {
  readonly webhookUrl: string;
  readonly bearerToken?: string;
  readonly groupBy?: readonly string[];
  /** Alertmanager durations, such as `200ms`. */
  readonly groupWait?: string;
  readonly groupInterval?: string;
  readonly repeatInterval?: string;
  /** `clusterAddress` of Alertmanagers that are already there: together they are one highly available set. */
  readonly peers?: readonly string[];
}

export interface PostableAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly startsAt?: string;
  /** In the past, it resolves the alert. */
  readonly endsAt?: string;
  readonly generatorURL?: string;
}

export interface Alertmanager {
  readonly url: string;
  readonly clusterAddress: string;
  postAlerts(alerts: readonly PostableAlert[]): Promise<void>;
  stop(): Promise<void>;
}

function configuration(options: AlertmanagerOptions): string {
  const authorization =
    options.bearerToken === undefined
      ? {}
      : { http_config: { authorization: { type: 'Bearer', credentials: options.bearerToken } } };
  return stringify({
    route: {
      receiver: 'firebreak',
      group_by: options.groupBy ?? ['alertname', 'namespace'],
      group_wait: options.groupWait ?? '100ms',
      group_interval: options.groupInterval ?? '1s',
      repeat_interval: options.repeatInterval ?? '1h',
    },
    receivers: [
      {
        name: 'firebreak',
        webhook_configs: [{ url: options.webhookUrl, send_resolved: true, ...authorization }],
      },
    ],
  });
}

async function postAlerts(url: string, alerts: readonly PostableAlert[]): Promise<void> {
  const response = await fetch(`${url}/api/v2/alerts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(alerts),
  });
  if (!response.ok) throw new Error(`Alertmanager: ${response.status} ${await response.text()}`);
}

/** The real Alertmanager, with one webhook receiver; its state and log are gone when it stops. */
export async function startAlertmanager(options: AlertmanagerOptions): Promise<Alertmanager> {
  const command = required('alertmanager', findAlertmanager());
  const folder = mkdtempSync(join(tmpdir(), 'firebreak-alertmanager-'));
  const config = join(folder, 'alertmanager.yaml');
  writeFileSync(config, configuration(options));
  const address = `127.0.0.1:${await freePort()}`;
  const clusterAddress = `127.0.0.1:${await freePort()}`;
  const url = `http://${address}`;
  const alertmanager = startProcess({
    name: 'alertmanager',
    command,
    args: [
      `--config.file=${config}`,
      `--storage.path=${join(folder, 'data')}`,
      `--web.listen-address=${address}`,
      `--cluster.listen-address=${clusterAddress}`,
      `--cluster.advertise-address=${clusterAddress}`,
      // The first notification waits for three rounds of ten gossips each: a test has no time for the usual 200 ms.
      '--cluster.gossip-interval=20ms',
      ...(options.peers ?? []).map((peer) => `--cluster.peer=${peer}`),
    ],
    logFile: join(folder, 'alertmanager.log'),
  });
  try {
    await waitFor(async () => (await fetch(`${url}/-/ready`)).ok, {
      what: `Alertmanager at ${url}`,
      stillPossible: () => alertmanager.assertRunning(),
    });
  } catch (error) {
    await alertmanager.stop();
    throw new Error(`Alertmanager did not come up; its log is in ${folder}`, { cause: error });
  }
  return {
    url,
    clusterAddress,
    postAlerts: (alerts) => postAlerts(url, alerts),
    stop: async () => {
      await alertmanager.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
