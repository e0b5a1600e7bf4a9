import { createClusterAccess } from '../adapters/kubernetes/cluster-access.ts';
import { type KubeConfigSource, loadKubeConfig } from '../adapters/kubernetes/kube-config.ts';
import { createModels } from '../compose/models.ts';
import { type Config, describeConfig, loadConfig } from '../config.ts';
import { createKubernetesCluster } from '../adapters/kubernetes/kubernetes-cluster.ts';
import { systemClock } from '../adapters/system.ts';
import type { ObjectRef } from '../domain/objects.ts';
import { checkAdmission, findDeployment } from '../doctor/check-admission.ts';
import { checkAlertmanagers } from '../doctor/check-alertmanager.ts';
import { loadModelPrices } from '../diagnosis/model-prices.ts';
import { checkApiServer } from '../doctor/check-api-server.ts';
import { type FurtherCheck, checkCluster } from '../doctor/check-cluster.ts';
import { checkDataFolder } from '../doctor/check-data-folder.ts';
import { checkExcessRights } from '../doctor/check-excess-rights.ts';
import { checkFiles } from '../doctor/check-files.ts';
import { checkIdentities, checkOwnNamespace } from '../doctor/check-identities.ts';
import { checkLoki } from '../doctor/check-loki.ts';
import { checkModels } from '../doctor/check-models.ts';
import { checkPrometheus } from '../doctor/check-prometheus.ts';
import { checkSignIn } from '../doctor/check-sign-in.ts';
import { checkSlack } from '../doctor/check-slack.ts';
import { checkWebhook } from '../doctor/check-webhook.ts';
import type { Check, Identity } from '../doctor/check.ts';
import { showInvisible } from '../evidence/text/visible-text.ts';
import { loadPolicies, packagedPolicies } from '../guardrails/policies/load-policies.ts';
import { PolicyError } from '../guardrails/policies/policy-error.ts';
import { type LeastRights, leastRights } from '../rbac/least-rights.ts';
import { createLogger } from '../telemetry/logger.ts';
import { type CommandLine, type ExitCode, exitCodes } from './command-line.ts';

export interface DoctorOptions {
  readonly config?: string;
  readonly json: boolean;
}

/** `firebreak doctor`: what is reachable, permitted and missing, one line each with the mend. */
export async function doctor(options: DoctorOptions, command: CommandLine): Promise<ExitCode> {
  const config = loadConfig(command.environment, options.config ?? command.environment['FIREBREAK_CONFIG']);
  const settings = describeConfig(config);
  const checks: readonly Check[] = [
    ...checkFiles(config.settings),
    ...(await checkDataFolder(config.settings, { signal: command.signal })),
    checkWebhook(config.settings),
    ...(await checkSignIn(config.settings, command.signal)),
    ...(await checkAlertmanagers(config.settings.alertmanagerUrl, command.signal)),
    await checkPrometheus(config.settings.prometheusUrl, command.signal),
    ...(await checkLoki(config.settings, command.signal)),
    ...(await checkClusters(config, command)),
    ...checkOwnNamespace(config.settings, command.environment),
    ...(await checkSlack(config.settings, createLogger('silent'))),
    ...(await checkModels(
      createModels(config),
      loadModelPrices(config.settings.modelPrices),
      command.signal,
    )),
  ];
  if (options.json) command.stdout(`${JSON.stringify({ settings, checks })}\n`);
  else command.stdout(doctorText(settings, checks));
  if (checks.some(({ status }) => status === 'unreachable')) return exitCodes.unreachable;
  return checks.some(({ status }) => status === 'finding') ? exitCodes.finding : exitCodes.ok;
}

/** Both identities as the API server sees them, and what it is itself. */
async function checkClusters({ settings }: Config, command: CommandLine): Promise<readonly Check[]> {
  const needed = neededRights(settings.policies);
  const environment = { ...command.environment, KUBECONFIG: settings.kubeconfig };
  const optionsOf = (source: KubeConfigSource) => ({
    kubeConfig: loadKubeConfig({ source, environment }),
    timeoutMilliseconds: settings.clusterTimeoutSeconds * 1000,
    signal: command.signal,
  });
  const file = settings.executorKubeconfig;
  const sources = { planner: 'default', executor: file === undefined ? 'default' : { file } } as const;
  const namespaces = [...new Set([settings.namespace ?? 'default', 'kube-system'])];
  const names: Partial<Record<Identity, string>> = {};
  let deployment: ObjectRef | undefined;

  const further =
    (identity: Identity, more: FurtherCheck): FurtherCheck =>
    async (access) => {
      const name = await access.whoAmI();
      if (name !== undefined) names[identity] = name;
      const cluster = createKubernetesCluster(optionsOf(sources[identity]));
      try {
        if (identity === 'planner') deployment = await findDeployment(needed.planner, cluster.reader);
        return [
          ...(await checkExcessRights(identity, needed[identity], namespaces, access)),
          ...(deployment === undefined ? [] : await checkAdmission(identity, deployment, cluster.dryRun)),
          ...(await more(access)),
        ];
      } finally {
        await cluster.close();
      }
    };
  const open = (identity: Identity) => () => createClusterAccess(optionsOf(sources[identity]));
  return [
    ...(await checkCluster(
      'planner',
      needed.planner,
      open('planner'),
      further('planner', (access) => checkApiServer(access, systemClock)),
    )),
    // In dry-run mode nothing is written, and the executor is better off without a right.
    ...(await checkCluster(
      'executor',
      settings.mode === 'approve' ? needed.executor : [],
      open('executor'),
      file === undefined ? async () => [] : further('executor', async () => []),
    )),
    ...checkIdentities(settings, names.planner, file === undefined ? names.planner : names.executor),
  ];
}

/** Broken policies are a finding of their own, and imply no rights. */
function neededRights(folder: string | undefined): LeastRights {
  try {
    return leastRights(loadPolicies(folder ?? packagedPolicies));
  } catch (cause) {
    if (cause instanceof PolicyError) return { planner: [], executor: [], notes: [] };
    throw cause;
  }
}

const marks = { ok: '✓', note: '·', finding: '✗', unreachable: '?' } as const;

function doctorText(settings: ReturnType<typeof describeConfig>, checks: readonly Check[]): string {
  const wide = Math.max(...settings.map(({ env }) => env.length));
  return showInvisible(
    [
      ...settings.map(({ env, value, source }) => `  ${env.padEnd(wide)}  ${value || '-'}  (${source})`),
      '',
      ...checks.map(
        ({ name, status, message, mend }) =>
          `${marks[status]} ${name}: ${message}${mend === undefined ? '' : `; mend: ${mend}`}`,
      ),
      '',
    ].join('\n'),
  );
}
