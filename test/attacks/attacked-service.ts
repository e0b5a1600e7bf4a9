import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { z } from 'zod';
import { pino } from 'pino';
import { loadKubeConfig } from '../../src/adapters/kubernetes/kube-config.ts';
import { createKubernetesCluster } from '../../src/adapters/kubernetes/kubernetes-cluster.ts';
import { systemClock } from '../../src/adapters/system.ts';
import { compose } from '../../src/compose/compose.ts';
import { loadConfig } from '../../src/config.ts';
import type { KubernetesObject } from '../../src/domain/objects.ts';
import { incidentDetailSchema } from '../../src/http/api/schemas/incident-detail.ts';
import { incidentListSchema } from '../../src/http/api/schemas/incident-summary.ts';
import type { Model } from '../../src/ports/model.ts';
import type { Behaviour } from '../../src/practice/behaviours.ts';
import { healthyNodes } from '../../src/practice/nodes.ts';
import { hasWritten, type RequestRecord } from '../../src/practice/server.ts';
import { startPracticeCluster } from '../../src/practice/practice-cluster.ts';
import { waitFor } from '../parts/wait.ts';
import { knownValues } from './secrets/known-values.ts';

export type IncidentDetail = z.infer<typeof incidentDetailSchema>;

export interface AttackedAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

/** The whole service over a practice cluster in this process, with everything that it could leak to within reach. */
export interface AttackedService {
  notify(alerts: readonly AttackedAlert[], groupKey?: string): Promise<number>;
  get(path: string): Promise<{ readonly status: number; readonly body: string }>;
  post(path: string, body: object): Promise<{ readonly status: number; readonly body: string }>;
  /** The page as a person sees it who has signed in. */
  page(path: string): Promise<string>;
  /** Waits until so many incidents are closed or wait for people, and gives them whole. */
  settled(count: number): Promise<readonly IncidentDetail[]>;
  writes(): readonly RequestRecord[];
  requests(): readonly RequestRecord[];
  log(): string;
  /** Every file of the data folder, as it stands on disk. */
  files(): string;
  stop(): Promise<void>;
}

export async function startAttackedService(world: {
  readonly objects: readonly KubernetesObject[];
  readonly behaviours: readonly Behaviour[];
  readonly model: Model;
}): Promise<AttackedService> {
  const folder = mkdtempSync(join(tmpdir(), 'firebreak-attacked-'));
  let seed = 1;
  const practice = await startPracticeCluster({
    objects: [...healthyNodes(1), ...world.objects],
    behaviours: world.behaviours,
    // Everything stays as it was recorded: hundreds of crashing pods would keep the controllers busy.
    controllers: false,
    clock: systemClock,
    random: () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed / 2_147_483_647;
    },
  });
  const as = (user: 'firebreak-planner' | 'firebreak-executor') =>
    createKubernetesCluster({
      kubeConfig: loadKubeConfig({ source: { text: practice.kubeConfigFor(user) }, environment: {} }),
      timeoutMilliseconds: 10_000,
    });
  const lines: string[] = [];
  const service = await compose({
    config: loadConfig({
      FIREBREAK_DATA_DIR: folder,
      FIREBREAK_MODE: 'approve',
      FIREBREAK_SETTLE_SECONDS: '0',
      FIREBREAK_API_TOKEN: knownValues.apiToken,
      FIREBREAK_WEBHOOK_TOKEN: knownValues.webhookToken,
      LITELLM_API_KEY: knownValues.litellmApiKey,
      FIREBREAK_MODEL_TOKENS_PER_DAY: '100000000',
    }),
    version: '0.0.0',
    clock: systemClock,
    logger: pino({ level: 'debug' }, { write: (line: string) => lines.push(line) }),
    planner: as('firebreak-planner'),
    executor: as('firebreak-executor'),
    models: [world.model],
    simulated: true,
    pace: { poll: 200, verification: 200 },
  });
  const call = async (
    method: 'GET' | 'POST',
    url: string,
    headers: Record<string, string>,
    body?: object,
  ) => {
    const answer = await service.app.inject({
      method,
      url,
      headers: { host: 'localhost', ...headers },
      ...(body === undefined ? {} : { payload: body }),
    });
    return { status: answer.statusCode, body: answer.body, headers: answer.headers };
  };
  const bearer = { authorization: `Bearer ${knownValues.apiToken}` };
  const api = (path: string) => call('GET', `/api/v1${path}`, bearer);

  async function summaries() {
    const all: z.infer<typeof incidentListSchema>['incidents'][number][] = [];
    let after: string | null = null;
    do {
      const answer = await api(
        `/incidents?limit=200${after === null ? '' : `&after=${encodeURIComponent(after)}`}`,
      );
      const page: z.infer<typeof incidentListSchema> = incidentListSchema.parse(JSON.parse(answer.body));
      all.push(...page.incidents);
      after = page.next;
    } while (after !== null);
    return all;
  }

  let cookie: string | undefined;
  async function signedInCookie(): Promise<string> {
    const form = new URLSearchParams({ name: 'On Call', token: service.signIn?.token ?? '', next: '/' });
    const signedIn = await service.app.inject({
      method: 'POST',
      url: '/sign-in',
      headers: {
        host: 'localhost',
        origin: 'http://localhost',
        'content-type': 'application/x-www-form-urlencoded',
      },
      payload: form.toString(),
    });
    return String(signedIn.headers['set-cookie']).split(';')[0] ?? '';
  }

  return {
    async notify(alerts, groupKey = '{}') {
      const startsAt = new Date(Date.now() - 600_000).toISOString();
      const payload = {
        version: '4',
        groupKey,
        alerts: alerts.map((alert) => ({ status: 'firing', startsAt, annotations: {}, ...alert })),
      };
      return (
        await call(
          'POST',
          '/webhook/alertmanager',
          { authorization: `Bearer ${knownValues.webhookToken}` },
          payload,
        )
      ).status;
    },
    get: api,
    post: (path, body) => call('POST', `/api/v1${path}`, bearer, body),
    async page(path) {
      cookie ??= await signedInCookie();
      return (await call('GET', path, { cookie })).body;
    },
    async settled(count) {
      const done = await waitFor(
        async () => {
          const all = await summaries();
          const still = all.filter(({ state }) => state === 'closed' || state === 'awaiting-approval');
          return still.length >= count && still.length === all.length ? still : undefined;
        },
        { what: `${count} incidents to settle`, timeoutMs: 230_000, everyMs: 1_000 },
      );
      return Promise.all(
        done.map(async ({ id }) =>
          incidentDetailSchema.parse(JSON.parse((await api(`/incidents/${id}`)).body)),
        ),
      );
    },
    requests: () => practice.requests(),
    writes: () => practice.requests().filter(hasWritten),
    log: () => lines.join(''),
    files: () =>
      readdirSync(folder)
        .map((file) => readFileSync(join(folder, file), 'latin1'))
        .join('\n'),
    async stop() {
      await service.close();
      await practice.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
