import { loadPolicies, packagedPolicies } from '../guardrails/policies/load-policies.ts';
import { leastRights } from '../rbac/least-rights.ts';
import { rbacYaml } from '../rbac/manifests.ts';
import { type CommandLine, type ExitCode, exitCodes } from './command-line.ts';
import type { IdentityOptions } from './identity-options.ts';

/** `firebreak policy rbac`: the least RBAC of the two identities, as YAML for `kubectl apply -f -`. */
export async function policyRbac(options: IdentityOptions, command: CommandLine): Promise<ExitCode> {
  const policies = loadPolicies(options.policies ?? packagedPolicies);
  const rights = leastRights(policies);
  command.stdout(rbacYaml(rights, options, policies.version));
  for (const note of rights.notes) command.stderr(`firebreak: ${note}\n`);
  return exitCodes.ok;
}
