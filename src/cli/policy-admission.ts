import { createKubernetesCluster } from '../adapters/kubernetes/kubernetes-cluster.ts';
import { loadKubeConfig } from '../adapters/kubernetes/kube-config.ts';
import { admissionPolicies } from '../admission/admission-policies.ts';
import { admissionYaml } from '../admission/admission-yaml.ts';
import { cronJobsOf } from '../admission/cronjobs-of.ts';
import { policyManifests } from '../admission/manifests.ts';
import type { Source } from '../admission/owner-shape.ts';
import { loadPolicies, packagedPolicies } from '../guardrails/policies/load-policies.ts';
import { type CommandLine, type ExitCode, exitCodes } from './command-line.ts';
import type { IdentityOptions } from './identity-options.ts';

export interface PolicyAdmissionOptions extends IdentityOptions {
  readonly live: boolean;
  readonly json: boolean;
}

const timeoutMilliseconds = 30_000;

/** `firebreak policy admission`: ValidatingAdmissionPolicies and bindings for the two identities, for `kubectl apply -f -`. */
export async function policyAdmission(
  options: PolicyAdmissionOptions,
  command: CommandLine,
): Promise<ExitCode> {
  const policies = loadPolicies(options.policies ?? packagedPolicies);
  const cronJobs = options.live ? await liveCronJobs(command) : [];
  const admission = admissionPolicies(policies, options, cronJobs);
  if (options.json) {
    const items = admission.policies.flatMap(policyManifests);
    const list = { apiVersion: 'v1', kind: 'List', items };
    command.stdout(`${JSON.stringify({ ...list, unseen: admission.unseen })}\n`);
  } else {
    command.stdout(admissionYaml(admission, policies.version));
  }
  return exitCodes.ok;
}

async function liveCronJobs({ environment, signal }: CommandLine): Promise<readonly Source[]> {
  const kubeConfig = loadKubeConfig({ source: 'default', environment });
  const cluster = createKubernetesCluster({ kubeConfig, timeoutMilliseconds, signal });
  try {
    return await cronJobsOf(cluster.reader);
  } finally {
    await cluster.close();
  }
}
