import { loadPolicies, packagedPolicies } from '../../src/guardrails/policies/load-policies.ts';
import { leastRights } from '../../src/rbac/least-rights.ts';
import { rbacYaml } from '../../src/rbac/manifests.ts';

/** What `firebreak policy rbac` prints for the packaged policies and the two users of the control plane. */
export function leastRbac(): string {
  const policies = loadPolicies(packagedPolicies);
  const subjects = {
    planner: { kind: 'User', name: 'firebreak-planner' },
    executor: { kind: 'User', name: 'firebreak-executor' },
  } as const;
  return rbacYaml(leastRights(policies), subjects, policies.version);
}
