import { InvalidArgumentError } from 'commander';
import { loadPolicies, packagedPolicies } from '../guardrails/policies/load-policies.ts';
import { leastRights } from '../rbac/least-rights.ts';
import { rbacYaml, type Subject } from '../rbac/manifests.ts';
import { type CommandLine, type ExitCode, exitCodes } from './command-line.ts';

export interface PolicyRbacOptions {
  readonly policies?: string;
  readonly planner: Subject;
  readonly executor: Subject;
}

/** `firebreak policy rbac`: the least RBAC of the two identities, as YAML for `kubectl apply -f -`. */
export async function policyRbac(options: PolicyRbacOptions, command: CommandLine): Promise<ExitCode> {
  const policies = loadPolicies(options.policies ?? packagedPolicies);
  const rights = leastRights(policies);
  command.stdout(rbacYaml(rights, options, policies.version));
  for (const note of rights.notes) command.stderr(`firebreak: ${note}\n`);
  return exitCodes.ok;
}

/** `namespace/name` of a service account, or `user:NAME`. */
export function subjectOption(text: string): Subject {
  const user = /^user:(?<name>.+)$/u.exec(text)?.groups?.['name'];
  if (user !== undefined) return { kind: 'User', name: user };
  const [namespace, name, ...more] = text.split('/');
  if (!namespace || !name || more.length > 0)
    throw new InvalidArgumentError('a service account as namespace/name, or user:NAME.');
  return { kind: 'ServiceAccount', namespace, name };
}
