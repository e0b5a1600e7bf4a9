import type { RunningProcess } from '../parts/processes.ts';
import { waitFor } from '../parts/wait.ts';

/** What every service that a test starts as a process of its own is given. */
export const apiToken = 'test-api-token-0123456789';
export const webhookToken = 'test-webhook-token';

export interface ServiceSetting {
  /** Files; the planner's also writes unless there is an executor's. */
  readonly planner: string;
  readonly executor?: string | undefined;
  readonly port: number;
  readonly dataDir: string;
  readonly policies: string;
  readonly mode?: 'dry-run' | 'approve' | undefined;
}

export function serviceEnvironment(setting: ServiceSetting): Readonly<Record<string, string>> {
  return {
    KUBECONFIG: setting.planner,
    FIREBREAK_EXECUTOR_KUBECONFIG: setting.executor ?? setting.planner,
    FIREBREAK_PORT: String(setting.port),
    FIREBREAK_DATA_DIR: setting.dataDir,
    FIREBREAK_MODE: setting.mode ?? 'approve',
    FIREBREAK_SETTLE_SECONDS: '1',
    FIREBREAK_POLICIES: setting.policies,
    FIREBREAK_API_TOKEN: apiToken,
    FIREBREAK_WEBHOOK_TOKEN: webhookToken,
    LOG_LEVEL: 'info',
  };
}

export interface ApiAnswer {
  readonly status: number;
  readonly json: unknown;
}

/** Asks /api/v1 with the admin token. */
export async function askApi(url: string, method: string, path: string, body?: unknown): Promise<ApiAnswer> {
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${apiToken}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, json: await response.json() };
}

export async function untilReady(
  url: string,
  process: RunningProcess | undefined,
  timeoutMs = 30_000,
): Promise<void> {
  await waitFor(async () => (await fetch(`${url}/readyz`)).ok, {
    what: 'firebreak to be ready',
    timeoutMs,
    stillPossible: () => process?.assertRunning(),
  });
}

export interface NotifiedAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly status?: 'firing' | 'resolved';
}

/** Posts a webhook payload, as Alertmanager would. */
export async function postAlerts(url: string, alerts: readonly NotifiedAlert[]): Promise<void> {
  const startsAt = new Date().toISOString();
  const response = await fetch(`${url}/webhook/alertmanager`, {
    method: 'POST',
    headers: { authorization: `Bearer ${webhookToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      version: '4',
      groupKey: '{}:{}',
      alerts: alerts.map((alert) => ({ status: 'firing', annotations: {}, startsAt, ...alert })),
    }),
  });
  if (!response.ok) throw new Error(`webhook: ${response.status} ${await response.text()}`);
}
