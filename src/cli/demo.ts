import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createKubernetesCluster } from '../adapters/kubernetes/kubernetes-cluster.ts';
import { loadKubeConfig } from '../adapters/kubernetes/kube-config.ts';
import { systemClock } from '../adapters/system.ts';
import { compose, type Service } from '../compose/compose.ts';
import { createModels } from '../compose/models.ts';
import { loadConfig } from '../config.ts';
import { scriptedModel } from '../diagnosis/scripted-model.ts';
import type { Policies } from '../guardrails/policies/policies.ts';
import type { Model } from '../ports/model.ts';
import type { PracticeCluster } from '../practice/practice-cluster.ts';
import { loadScenario, type Scenario, ScenarioError } from '../practice/scenario.ts';
import { startScenario } from '../practice/start-scenario.ts';
import { createLogger } from '../telemetry/logger.ts';
import { readVersion } from '../version.ts';
import { type CommandLine, type ExitCode, exitCodes, UsageError } from './command-line.ts';
import { playAlerts } from './demo-alerts.ts';
import { demoClient } from './demo-client.ts';
import { demoReport } from './demo-report.ts';
import { narrate } from './demo-story.ts';
import { untilAborted } from './serve.ts';
import { signInText } from './sign-in-text.ts';

export interface DemoOptions {
  readonly scenario: string;
  readonly port: number;
  readonly once: boolean;
  readonly json: boolean;
  readonly model?: string;
}

/** Whatever ends the story should not keep a terminal for longer than this. */
const longestStoryMilliseconds = 55_000;

/** `firebreak demo`: the whole way to a verified fix on the practice cluster, with nothing real within reach. */
export async function demo(options: DemoOptions, command: CommandLine): Promise<ExitCode> {
  const scenario = readScenario(options.scenario);
  const folder = mkdtempSync(join(tmpdir(), 'firebreak-demo-'));
  const cluster = await startScenario(scenario, { clock: systemClock, random: randomFraction });
  let service: Service | undefined;
  try {
    const apiToken = randomBytes(24).toString('base64url');
    service = await startService(options, cluster, { folder, apiToken }, command);
    const url = await service.app.listen({ host: '127.0.0.1', port: options.port });
    const tell = options.json ? () => {} : command.stdout;
    tell(introduction(scenario));
    if (!options.once) tell(signInText(url, service.signIn));
    const client = demoClient(url, apiToken);
    const alerts = await playAlerts(scenario, cluster, client, systemClock);
    try {
      return await play(options, command, { scenario, cluster, client, tell });
    } finally {
      alerts.stop();
    }
  } finally {
    await service?.close();
    await cluster.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function play(
  options: DemoOptions,
  command: CommandLine,
  stage: {
    readonly scenario: Scenario;
    readonly cluster: PracticeCluster;
    readonly client: ReturnType<typeof demoClient>;
    readonly tell: (text: string) => void;
  },
): Promise<ExitCode> {
  const { scenario, client, tell } = stage;
  const started = Date.now();
  if (!options.once) {
    tell('Approve, deny or hand over on the page. Ctrl-C ends the demo.\n\n');
    await narrate(client, { tell, decide: false, signal: command.signal });
    tell('\nThe page stays open until Ctrl-C.\n');
    await untilAborted(command.signal);
    return exitCodes.ok;
  }
  const signal = AbortSignal.any([command.signal, AbortSignal.timeout(longestStoryMilliseconds)]);
  await narrate(client, { tell, decide: true, signal });
  const report = demoReport(
    scenario,
    await client.incidents(),
    stage.cluster.requests(),
    Date.now() - started,
  );
  if (options.json) command.stdout(`${JSON.stringify(report)}\n`);
  else
    tell(
      report.asExpected
        ? '\nIt ended as it should.\n'
        : `\nIt did NOT end as it should: ${report.problems.join('; ')}\n`,
    );
  return report.asExpected ? exitCodes.ok : exitCodes.finding;
}

async function startService(
  options: DemoOptions,
  cluster: PracticeCluster,
  secrets: { readonly folder: string; readonly apiToken: string },
  command: CommandLine,
): Promise<Service> {
  // Only what a model needs comes from outside; everything else of the environment could lead to something real.
  const { LITELLM_BASE_URL, LITELLM_API_KEY, LITELLM_API_KEY_FILE } = command.environment;
  const config = loadConfig({
    FIREBREAK_DATA_DIR: secrets.folder,
    FIREBREAK_MODE: 'approve',
    FIREBREAK_CLUSTER: 'default',
    FIREBREAK_SETTLE_SECONDS: '2',
    FIREBREAK_API_TOKEN: secrets.apiToken,
    ...(options.model === undefined
      ? {}
      : { FIREBREAK_MODELS: options.model, LITELLM_BASE_URL, LITELLM_API_KEY, LITELLM_API_KEY_FILE }),
  });
  const clusterAs = (user: 'firebreak-planner' | 'firebreak-executor') =>
    createKubernetesCluster({
      kubeConfig: loadKubeConfig({ source: { text: cluster.kubeConfigFor(user) }, environment: {} }),
      timeoutMilliseconds: 10_000,
    });
  return compose({
    config,
    version: readVersion(),
    clock: systemClock,
    logger: createLogger('error'),
    planner: clusterAs('firebreak-planner'),
    executor: clusterAs('firebreak-executor'),
    models: options.model === undefined ? scripted(options.scenario) : createModels(config),
    simulated: true,
    adjustPolicies: inPracticeTime,
    pace: { poll: 200, verification: 500 },
  });
}

/** Two of the stories need a model that makes the mistake first; the others are solved by the rules alone. */
function scripted(scenario: string): readonly Model[] {
  const withReckless = ['selector-trap', 'over-labelling'];
  const model = withReckless.includes(scenario) ? scriptedModel(scenario) : undefined;
  return model === undefined ? [] : [model];
}

/** A visitor should not have to watch a healthy pod for a minute. */
function inPracticeTime(policies: Policies): Policies {
  return { ...policies, limits: { ...policies.limits, verificationSeconds: 40, stableSeconds: 3 } };
}

function readScenario(name: string): Scenario {
  try {
    return loadScenario(name, systemClock.now());
  } catch (cause) {
    if (cause instanceof ScenarioError) throw new UsageError(`demo: ${cause.message}`);
    throw cause;
  }
}

function randomFraction(): number {
  return randomBytes(4).readUInt32BE() / 2 ** 32;
}

function introduction(scenario: Scenario): string {
  return [
    '',
    `Firebreak demo: ${scenario.title}`,
    'The cluster is SIMULATED: an in-process Kubernetes API. Nothing real is touched, no credentials are read.',
    '',
    scenario.shows.trim(),
    '',
    '',
  ].join('\n');
}
