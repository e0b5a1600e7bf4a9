import { setTimeout as sleep } from 'node:timers/promises';
import { type Alertmanager, startAlertmanager } from '../../parts/alertmanager.ts';
import { type ControlPlane, startControlPlane } from '../../parts/control-plane.ts';
import { failingJobs, oomBelow300Mi } from '../../parts/kwok-stages.ts';
import { type ScriptedBackend, startScriptedBackend } from '../../parts/scripted-openai-backend.ts';
import { waitFor } from '../../parts/wait.ts';
import { leastRbac } from '../../support/rbac.ts';
import { startDelivery } from './delivery.ts';
import { isReachedInLongStages, isReachedOnStop } from './failpoint-names.ts';
import { type Finding, inspectEnd, inspectRemains, inspectWrites } from './findings.ts';
import { webhookToken } from '../../support/tested-service.ts';
import { createKillableService, type KillableService } from './killable-service.ts';
import { mendingModel, silentModel } from './model-script.ts';
import { startOperator } from './operator.ts';
import { startPeople } from './people.ts';
import { startTroubleMakers } from './trouble-makers.ts';

export interface KillPlan {
  /** One kill at each. */
  readonly failpoints: readonly string[];
  readonly randomKills: number;
  readonly alertmanagers: number;
  readonly troublesAtOnce: number;
  /** Between 0 and 1, for when to kill and whom to deny. */
  readonly random: () => number;
  readonly told?: (line: string) => void;
}

export interface Kill {
  /** The failpoint, or `at a random time`. */
  readonly where: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export interface KillResult {
  readonly kills: readonly Kill[];
  readonly unreached: readonly string[];
  readonly findings: readonly Finding[];
  readonly troubles: number;
  readonly acknowledged: { readonly alerts: number; readonly decisions: number };
  readonly writes: number;
  /** Failpoints that were passed, whether a kill was planned there or not. */
  readonly passed: ReadonlySet<string>;
}

export const atRandom = 'at a random time';
const namespaces = ['kills-1', 'kills-2', 'kills-3', 'kills-4'];
/** One random kill in so many comes while the process starts. */
const killStartOneIn = 5;
const startMilliseconds = 1_000;
const lifeMilliseconds = 1_500;
const patienceMilliseconds = 90_000;
/** What was at work at several kills in a row rests ten minutes at most before it is tried again. */
const longestRestMilliseconds = 11 * 60_000;
/** Until stages wait for a model that does not answer. */
const intoStagesMilliseconds = 4_000;

async function startCluster(): Promise<ControlPlane> {
  const cluster = await startControlPlane({ stages: [oomBelow300Mi, failingJobs], nodes: 2 });
  await cluster.apply(leastRbac());
  for (const name of namespaces) {
    await cluster.apply(`apiVersion: v1\nkind: Namespace\nmetadata: { name: ${name} }\n`);
  }
  return cluster;
}

async function startAlertmanagers(count: number, webhookUrl: string): Promise<readonly Alertmanager[]> {
  const started: Alertmanager[] = [];
  for (let index = 0; index < count; index += 1) {
    started.push(
      await startAlertmanager({
        webhookUrl,
        bearerToken: webhookToken,
        groupBy: ['alertname', 'namespace', 'pod', 'job_name'],
        peers: started.map(({ clusterAddress }) => clusterAddress),
      }),
    );
  }
  return started;
}

/** Kills the service at each failpoint and at random times while it works, and looks what has come of everything. */
export async function runKills(plan: KillPlan): Promise<KillResult> {
  const ends: (() => Promise<unknown>)[] = [];
  const say = plan.told ?? (() => {});
  try {
    const cluster = await startCluster();
    ends.push(() => cluster.stop());
    const model = await startScriptedBackend(mendingModel);
    ends.push(() => model.stop());
    const service = await createKillableService({
      cluster,
      environment: {
        FIREBREAK_MODELS: 'litellm:claude-haiku',
        LITELLM_BASE_URL: `${model.url}/v1`,
        LITELLM_API_KEY: 'sk-test',
      },
    });
    ends.push(() => service.stop());
    const delivery = await startDelivery(`${service.url}/webhook/alertmanager`);
    ends.push(() => delivery.stop());
    const alertmanagers = await startAlertmanagers(plan.alertmanagers, delivery.url);
    ends.push(() => Promise.all(alertmanagers.map((each) => each.stop())));
    const people = startPeople(service, plan.random);
    ends.push(() => people.stop());
    const operator = startOperator(service);
    const makers = startTroubleMakers({
      cluster,
      alertmanagers,
      people,
      operator,
      service,
      namespaces,
      atOnce: plan.troublesAtOnce,
    });

    const findings: Finding[] = [];
    const inspect = async () => {
      const found = await inspectRemains(service.dataDir, delivery.acknowledged, people.acknowledged);
      for (const { kind, what } of found) say(`${kind}: ${what}`);
      findings.push(...found);
    };
    const { kills, unreached } = await killAll(plan, { service, model, inspect, say });

    service.start();
    await service.ready();
    await makers.finish();
    await operator.stop();
    await waitFor(async () => (await inspectEnd(service.dataDir)).length === 0, {
      what: 'every incident to end',
      timeoutMs: longestRestMilliseconds,
    }).catch(() => undefined);
    await people.stop();
    await service.kill();
    await inspect();
    const written = await inspectWrites(service.dataDir, await cluster.auditEvents());
    findings.push(...(await inspectEnd(service.dataDir)), ...written.findings);
    return {
      kills,
      unreached,
      findings,
      troubles: makers.started(),
      acknowledged: { alerts: delivery.acknowledged.length, decisions: people.acknowledged.length },
      writes: written.writes,
      passed: service.passed(),
    };
  } finally {
    for (const end of ends.toReversed()) await end();
  }
}

interface Killing {
  readonly service: KillableService;
  readonly model: Pick<ScriptedBackend, 'use'>;
  readonly inspect: () => Promise<void>;
  readonly say: (line: string) => void;
}

/** Starts the service, and waits until it has died at the failpoint; false where it did not. */
async function dieAt(where: string, { service, model }: Killing): Promise<boolean> {
  if (isReachedInLongStages(where)) model.use(silentModel);
  service.start(where);
  if (isReachedOnStop(where)) {
    await service.ready();
    await sleep(intoStagesMilliseconds);
    service.terminate();
  }
  const ended = await service.endedWithin(patienceMilliseconds);
  if (!ended) await service.kill();
  model.use(mendingModel);
  return ended && service.passed().has(where);
}

async function killAll(plan: KillPlan, killing: Killing): Promise<Pick<KillResult, 'kills' | 'unreached'>> {
  const { service, inspect, say } = killing;
  const kills: Kill[] = [];
  const unreached: string[] = [];
  for (const where of plan.failpoints) {
    const reached = await dieAt(where, killing);
    if (!reached) unreached.push(where);
    say(`${kills.length + 1}: ${where}${reached ? '' : ' was not reached'}`);
    kills.push({ where, at: Date.now() });
    await inspect();
  }
  for (let count = 0; count < plan.randomKills; count += 1) {
    service.start();
    if (plan.random() < 1 / killStartOneIn) {
      await sleep(plan.random() * startMilliseconds);
    } else {
      await service.ready();
      await sleep(plan.random() * lifeMilliseconds);
    }
    await service.kill();
    kills.push({ where: atRandom, at: Date.now() });
    if (count % 20 === 19) say(`${count + 1} of ${plan.randomKills} at random times`);
    await inspect();
  }
  return { kills, unreached };
}
