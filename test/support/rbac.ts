import { admissionPolicies } from '../../src/admission/admission-policies.ts';
import type { Source } from '../../src/admission/owner-shape.ts';
import { admissionYaml } from '../../src/admission/admission-yaml.ts';
import { loadPolicies, packagedPolicies } from '../../src/guardrails/policies/load-policies.ts';
import type { Policies } from '../../src/guardrails/policies/policies.ts';
import { leastRights } from '../../src/rbac/least-rights.ts';
import { rbacYaml } from '../../src/rbac/manifests.ts';

const subjects = {
  planner: { kind: 'User', name: 'firebreak-planner' },
  executor: { kind: 'User', name: 'firebreak-executor' },
} as const;

/** What `firebreak policy rbac` prints for the two users of the control plane. */
export function leastRbac(policies: Policies = loadPolicies(packagedPolicies)): string {
  return rbacYaml(leastRights(policies), subjects, policies.version);
}

/** What `firebreak policy admission` prints for them, with --live where there are these CronJobs. */
export function leastAdmission(
  policies: Policies = loadPolicies(packagedPolicies),
  cronJobs: readonly Source[] = [],
): string {
  return admissionYaml(admissionPolicies(policies, subjects, cronJobs), policies.version);
}
