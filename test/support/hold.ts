import { stringify } from 'yaml';
import { loadPolicies, packagedPolicies } from '../../src/guardrails/policies/load-policies.ts';
import type { KubernetesObject } from '../../src/domain/objects.ts';
import type { Policies } from '../../src/guardrails/policies/policies.ts';
import type { Source } from '../../src/admission/owner-shape.ts';
import type { ControlPlane } from '../parts/control-plane.ts';
import { expectOk } from '../parts/kube-request.ts';
import { waitFor } from '../parts/wait.ts';
import { leastAdmission, leastRbac } from './rbac.ts';

/** Holds both identities to the policies by RBAC and admission, and waits until the API server acts upon it. */
export async function hold(
  cluster: ControlPlane,
  policies: Policies = loadPolicies(packagedPolicies),
): Promise<void> {
  await cluster.apply(leastRbac(policies));
  await holdByAdmission(cluster, policies);
}

/** The same without RBAC; again, once there are other CronJobs. */
export async function holdByAdmission(
  cluster: ControlPlane,
  policies: Policies = loadPolicies(packagedPolicies),
): Promise<void> {
  const admission = leastAdmission(policies, await cronJobsIn(cluster));
  const probe = `firebreak-probe-${admission.length}`;
  // Policies take effect in the order in which they come; this one is the last.
  await cluster.apply(`${admission}---\n${probePolicy(probe)}`);
  await waitFor(
    async () => {
      const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: probe } };
      const path = '/api/v1/namespaces/default/configmaps?dryRun=All';
      return (await cluster.request('POST', path, { body })).status === 403;
    },
    { what: 'the admission policies to take effect' },
  );
}

async function cronJobsIn(cluster: ControlPlane): Promise<readonly Source[]> {
  const path = '/apis/batch/v1/cronjobs';
  const { items } = (await expectOk(cluster.request('GET', path), path)) as {
    readonly items: readonly KubernetesObject[];
  };
  return items.map(({ metadata: { namespace = '', name } }) => ({ namespace, name }));
}

function probePolicy(name: string): string {
  const apiVersion = 'admissionregistration.k8s.io/v1';
  const rule = { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] };
  const validations = [{ expression: `object.metadata.name != "${name}"`, reason: 'Forbidden' }];
  const policy = { matchConstraints: { resourceRules: [rule] }, validations };
  const binding = { policyName: name, validationActions: ['Deny'] };
  return [
    { apiVersion, kind: 'ValidatingAdmissionPolicy', metadata: { name }, spec: policy },
    { apiVersion, kind: 'ValidatingAdmissionPolicyBinding', metadata: { name }, spec: binding },
  ]
    .map((object) => stringify(object))
    .join('---\n');
}
