import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { z } from 'zod';
import { incidentDetailSchema } from '../../src/http/api/schemas/incident-detail.ts';
import {
  incidentListSchema,
  type incidentSummarySchema,
} from '../../src/http/api/schemas/incident-summary.ts';
import { freePort } from '../parts/ports.ts';
import { startProcess } from '../parts/processes.ts';
import { waitFor } from '../parts/wait.ts';
import { builtCommand } from './built-command.ts';
import { testPolicies } from './test-policies.ts';
import {
  type ApiAnswer,
  askApi,
  type NotifiedAlert,
  postAlerts,
  serviceEnvironment,
  untilReady,
  webhookToken,
} from './tested-service.ts';

export interface FirebreakOptions {
  readonly kubeconfig: string;
  readonly executorKubeconfig?: string;
  readonly mode?: 'dry-run' | 'approve';
  /** Kept when the process stops, so that the next one finds it. */
  readonly dataDir?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

export type IncidentDetail = z.infer<typeof incidentDetailSchema>;
export type IncidentSummary = z.infer<typeof incidentSummarySchema>;

/** `firebreak serve` as a process of its own, as it runs in production. */
export interface FirebreakProcess {
  readonly url: string;
  readonly dataDir: string;
  readonly pid: number;
  readonly webhookToken: string;
  signInToken(): string;
  /** Over /api/v1, with the admin token. */
  api(method: string, path: string, body?: unknown): Promise<ApiAnswer>;
  incidents(): Promise<readonly IncidentSummary[]>;
  incident(id: string): Promise<IncidentDetail>;
  /** Waits until there is an incident in this state, and gives it whole. */
  incidentIn(state: string, timeoutMs?: number): Promise<IncidentDetail>;
  /** Posts a webhook payload, as Alertmanager would. */
  notify(alerts: readonly NotifiedAlert[]): Promise<void>;
  /** Approves over the API what the incident proposes. */
  approve(incident: IncidentDetail): Promise<number>;
  log(): string;
  stop(): Promise<void>;
}

export async function startFirebreak(options: FirebreakOptions): Promise<FirebreakProcess> {
  const folder = mkdtempSync(join(tmpdir(), 'firebreak-serve-'));
  const dataDir = options.dataDir ?? join(folder, 'data');
  const port = await freePort();
  const logFile = join(folder, 'firebreak.log');
  const url = `http://127.0.0.1:${port}`;
  const server = startProcess({
    name: 'firebreak',
    command: process.execPath,
    args: [builtCommand(), 'serve'],
    logFile,
    env: {
      ...serviceEnvironment({
        planner: options.kubeconfig,
        executor: options.executorKubeconfig,
        port,
        dataDir,
        policies: testPolicies(join(folder, 'policies')),
        mode: options.mode,
      }),
      ...options.environment,
    },
  });
  const log = () => readFileSync(logFile, 'utf8');
  const api: FirebreakProcess['api'] = (...asked) => askApi(url, ...asked);
  const incidents = async () => incidentListSchema.parse((await api('GET', '/incidents')).json).incidents;
  const incident = async (id: string) =>
    incidentDetailSchema.parse((await api('GET', `/incidents/${id}`)).json);
  await untilReady(url, server);
  return {
    url,
    dataDir,
    pid: server.pid,
    webhookToken,
    signInToken: () => readFileSync(join(dataDir, 'sign-in-token'), 'utf8').trim(),
    api,
    incidents,
    incident,
    async incidentIn(state, timeoutMs = 30_000) {
      try {
        const found = await waitFor(
          async () => (await incidents()).find((incident) => incident.state === state),
          {
            what: `an incident in ${state}`,
            timeoutMs,
            stillPossible: () => server.assertRunning(),
          },
        );
        return await incident(found.id);
      } catch (cause) {
        const [newest] = await incidents();
        const seen = newest === undefined ? 'none' : await incident(newest.id);
        throw new Error(`no incident in ${state}; the newest is ${JSON.stringify(seen, null, 1)}`, { cause });
      }
    },
    notify: (alerts) => postAlerts(url, alerts),
    async approve({ id, proposal }) {
      const { status } = await api('POST', `/incidents/${id}/decision`, {
        proposal: proposal?.id,
        hash: proposal?.hash,
        decision: 'approve',
      });
      return status;
    },
    log,
    async stop() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
