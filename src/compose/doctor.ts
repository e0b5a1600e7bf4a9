import { createGitHubHost } from '../adapters/github/github-host.ts';
import { createRepositoryAccess } from '../adapters/github/repository-access.ts';
import { createClusterAccess } from '../adapters/kubernetes/cluster-access.ts';
import { type KubeConfigSource, loadKubeConfig } from '../adapters/kubernetes/kube-config.ts';
import { createKubernetesCluster } from '../adapters/kubernetes/kubernetes-cluster.ts';
import { systemClock } from '../adapters/system.ts';
import { type Config, ConfigError, type Settings } from '../config.ts';
import { loadModelPrices } from '../diagnosis/model-prices.ts';
import { checkAdmissionPolicies } from '../doctor/check-admission-policies.ts';
import { checkAdmission, findDeployment } from '../doctor/check-admission.ts';
import { checkAlertmanagers } from '../doctor/check-alertmanager.ts';
import { checkApiServer } from '../doctor/check-api-server.ts';
import { type FurtherCheck, checkCluster } from '../doctor/check-cluster.ts';
import { checkDataFolder } from '../doctor/check-data-folder.ts';
import { checkExcessRights } from '../doctor/check-excess-rights.ts';
import { checkFiles } from '../doctor/check-files.ts';
import { checkGitHub } from '../doctor/check-github.ts';
import { checkIdentities, checkOwnNamespace } from '../doctor/check-identities.ts';
import { checkLoki } from '../doctor/check-loki.ts';
import { checkModels } from '../doctor/check-models.ts';
import { checkPrometheus } from '../doctor/check-prometheus.ts';
import { checkSignIn } from '../doctor/check-sign-in.ts';
import { checkSlack } from '../doctor/check-slack.ts';
import { checkWebhook } from '../doctor/check-webhook.ts';
import type { Check, Identity } from '../doctor/check.ts';
import type { ObjectRef } from '../domain/objects.ts';
import { loadPolicies, packagedPolicies } from '../guardrails/policies/load-policies.ts';
import type { Policies } from '../guardrails/policies/policies.ts';
import { PolicyError } from '../guardrails/policies/policy-error.ts';
import { type LeastRights, leastRights } from '../rbac/least-rights.ts';
import { createLogger } from '../telemetry/logger.ts';
import { touchedRepositories } from './github.ts';
import { gitHubOptionsOf } from './github-credential.ts';
import { createModels } from './models.ts';

export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

/** One thing that doctor looks at. */
export interface Examination {
  readonly name: string;
  readonly run: () => Promise<readonly Check[]>;
}

/** Everything that doctor looks at, in the order in which it is told. */
export function examinations(config: Config, surroundings: Surroundings): readonly Examination[] {
  const { settings } = config;
  const { environment, signal } = surroundings;
  return [
    { name: 'files', run: async () => checkFiles(settings) },
    { name: 'data folder', run: () => checkDataFolder(settings, { signal }) },
    { name: 'webhook', run: async () => [checkWebhook(settings)] },
    { name: 'sign-in', run: () => checkSignIn(settings, signal) },
    { name: 'alertmanager', run: () => checkAlertmanagers(settings.alertmanagerUrl, signal) },
    { name: 'prometheus', run: async () => [await checkPrometheus(settings.prometheusUrl, signal)] },
    { name: 'loki', run: () => checkLoki(settings, signal) },
    { name: 'cluster', run: () => checkClusters(config, surroundings) },
    { name: 'own namespace', run: async () => checkOwnNamespace(settings, environment) },
    { name: 'slack', run: () => checkSlack(settings, createLogger('silent')) },
    { name: 'github', run: () => lookAtGitHub(settings) },
    {
      name: 'models',
      run: () => checkModels(createModels(config), loadModelPrices(settings.modelPrices), signal),
    },
  ];
}

async function lookAtGitHub(settings: Settings): Promise<readonly Check[]> {
  const asked = { ...settings, repositories: touchedRepositories(settings) };
  try {
    const options = gitHubOptionsOf(settings, createLogger('silent'));
    if (options === undefined) return await checkGitHub(undefined, asked);
    const { reader } = await createGitHubHost(options);
    const access = await createRepositoryAccess(options);
    return await checkGitHub({ reader, access, kind: options.credential.kind }, asked);
  } catch (cause) {
    if (!(cause instanceof ConfigError)) throw cause;
    const mend = 'set what it names, or unset the rest (docs/connect.md)';
    return [{ name: 'github', status: 'finding', message: cause.message, mend }];
  }
}

/** Both identities as the API server sees them, and what it is itself. */
async function checkClusters(
  { settings }: Config,
  { environment: given, signal }: Surroundings,
): Promise<readonly Check[]> {
  const policies = readPolicies(settings.policies);
  const needed = policies === undefined ? noRights : leastRights(policies);
  const environment = { ...given, KUBECONFIG: settings.kubeconfig };
  const optionsOf = (source: KubeConfigSource) => ({
    kubeConfig: loadKubeConfig({ source, environment }),
    timeoutMilliseconds: settings.clusterTimeoutSeconds * 1000,
    signal,
  });
  const file = settings.executorKubeconfig;
  const sources = { planner: 'default', executor: file === undefined ? 'default' : { file } } as const;
  const namespaces = [...new Set([settings.namespace ?? 'default', 'kube-system'])];
  const names: Partial<Record<Identity, string>> = {};
  let deployment: ObjectRef | undefined;
  let mayWrite = false;

  const further =
    (identity: Identity, more: FurtherCheck): FurtherCheck =>
    async (access) => {
      const name = await access.whoAmI();
      if (name !== undefined) names[identity] = name;
      const cluster = createKubernetesCluster(optionsOf(sources[identity]));
      try {
        if (identity === 'planner') deployment = await findDeployment(needed.planner, cluster.reader);
        const held =
          deployment === undefined ? [] : await checkAdmission(identity, deployment, cluster.dryRun);
        mayWrite ||= held.length > 0;
        return [
          ...(await checkExcessRights(identity, needed[identity], namespaces, access)),
          ...held,
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
    ...(await comparePolicies()),
  ];

  /** Only where there is something to hold, and two to tell apart. */
  async function comparePolicies(): Promise<readonly Check[]> {
    const { planner, executor } = names;
    if (policies === undefined || !mayWrite || planner === undefined || executor === undefined) return [];
    if (planner === executor) return [];
    const cluster = createKubernetesCluster(optionsOf('default'));
    try {
      return await checkAdmissionPolicies(policies, { planner, executor }, cluster.reader);
    } finally {
      await cluster.close();
    }
  }
}

const noRights: LeastRights = { planner: [], executor: [], notes: [] };

/** Broken policies are a finding of their own, and imply no rights. */
function readPolicies(folder: string | undefined): Policies | undefined {
  try {
    return loadPolicies(folder ?? packagedPolicies);
  } catch (cause) {
    if (cause instanceof PolicyError) return undefined;
    throw cause;
  }
}
