import { createClusterAccess } from '../adapters/kubernetes/cluster-access.ts';
import { type KubeConfigSource, loadKubeConfig } from '../adapters/kubernetes/kube-config.ts';
import { createModels } from '../compose/models.ts';
import { type Config, describeConfig, loadConfig } from '../config.ts';
import { checkAlertmanagers } from '../doctor/check-alertmanager.ts';
import { loadModelPrices } from '../diagnosis/model-prices.ts';
import { checkCluster } from '../doctor/check-cluster.ts';
import { checkDataFolder } from '../doctor/check-data-folder.ts';
import { checkFiles } from '../doctor/check-files.ts';
import { checkLoki } from '../doctor/check-loki.ts';
import { checkModels } from '../doctor/check-models.ts';
import { checkSlack } from '../doctor/check-slack.ts';
import { checkWebhook } from '../doctor/check-webhook.ts';
import type { Check } from '../doctor/check.ts';
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
    checkDataFolder(config.settings.dataDir),
    checkWebhook(config.settings),
    ...(await checkAlertmanagers(config.settings.alertmanagerUrl, command.signal)),
    ...(await checkLoki(config.settings, command.signal)),
    ...(await checkIdentities(config, command)),
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

async function checkIdentities({ settings }: Config, command: CommandLine): Promise<readonly Check[]> {
  const needed = neededRights(settings.policies);
  const environment = { ...command.environment, KUBECONFIG: settings.kubeconfig };
  const access = (source: KubeConfigSource) => () =>
    createClusterAccess({
      kubeConfig: loadKubeConfig({ source, environment }),
      timeoutMilliseconds: settings.clusterTimeoutSeconds * 1000,
      signal: command.signal,
    });
  const file = settings.executorKubeconfig;
  return [
    ...(await checkCluster('planner', needed.planner, access('default'))),
    // In dry-run mode nothing is written, and the executor is better off without a right.
    ...(await checkCluster(
      'executor',
      settings.mode === 'approve' ? needed.executor : [],
      access(file === undefined ? 'default' : { file }),
    )),
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
