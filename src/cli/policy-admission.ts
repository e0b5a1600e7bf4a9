import { admissionPolicies } from '../admission/admission-policies.ts';
import { admissionYaml } from '../admission/admission-yaml.ts';
import { policyManifests } from '../admission/manifests.ts';
import { loadPolicies, packagedPolicies } from '../guardrails/policies/load-policies.ts';
import type { Subject } from '../rbac/manifests.ts';
import { type CommandLine, type ExitCode, exitCodes } from './command-line.ts';

export interface PolicyAdmissionOptions {
  readonly policies?: string;
  readonly planner: Subject;
  readonly executor: Subject;
  readonly json: boolean;
}

/** `firebreak policy admission`: ValidatingAdmissionPolicies and bindings for the two identities, for `kubectl apply -f -`. */
export async function policyAdmission(
  options: PolicyAdmissionOptions,
  command: CommandLine,
): Promise<ExitCode> {
  const policies = loadPolicies(options.policies ?? packagedPolicies);
  const admission = admissionPolicies(policies, options);
  if (options.json) {
    const items = admission.policies.flatMap(policyManifests);
    const list = { apiVersion: 'v1', kind: 'List', items };
    command.stdout(`${JSON.stringify({ ...list, unseen: admission.unseen })}\n`);
  } else {
    command.stdout(admissionYaml(admission, policies.version));
  }
  return exitCodes.ok;
}
