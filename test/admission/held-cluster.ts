import { stringify } from 'yaml';
import type { Source } from '../../src/admission/owner-shape.ts';
import type { KubernetesObject } from '../../src/domain/objects.ts';
import type { Policies } from '../../src/guardrails/policies/policies.ts';
import { type ControlPlane, startControlPlane } from '../parts/control-plane.ts';
import { waitFor } from '../parts/wait.ts';
import { packaged } from '../support/allowlist.ts';
import { leastAdmission, leastRbac } from '../support/rbac.ts';
import { readObject } from './requests.ts';
import { shopIn } from './shop-objects.ts';

/**
 * A real control plane with our two identities held by RBAC and admission, as `firebreak policy` prints them: `shop` is
 * open to the packaged policies, `kube-shop` is protected, `firebreak` is our own.
 */
export async function startHeldCluster(policies: Policies = packaged): Promise<ControlPlane> {
  const cluster = await startControlPlane({ auditLog: false });
  for (const name of ['shop', 'kube-shop', 'firebreak']) {
    await cluster.apply(`{ apiVersion: v1, kind: Namespace, metadata: { name: ${name} } }`);
    await waitFor(
      async () =>
        (await cluster.request('GET', `/api/v1/namespaces/${name}/serviceaccounts/default`)).status === 200,
      { what: `the service account of ${name}` },
    );
    await cluster.apply(shopIn(name));
  }
  await failJob(cluster);
  await hold(cluster, policies);
  return cluster;
}

/** Applies what the policies imply, and waits until the API server acts upon it. */
async function hold(cluster: ControlPlane, policies: Policies): Promise<void> {
  await cluster.apply(leastRbac(policies));
  await holdByAdmission(cluster, policies);
}

/** The same without RBAC. */
export async function holdByAdmission(cluster: ControlPlane, policies: Policies): Promise<void> {
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
  const list = await readObject(cluster, '/apis/batch/v1/cronjobs');
  return (list['items'] as readonly KubernetesObject[]).map(({ metadata: { namespace = '', name } }) => ({
    namespace,
    name,
  }));
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

/** A Job that has failed, as its controller would say. */
async function failJob(cluster: ControlPlane): Promise<void> {
  const at = new Date().toISOString();
  const conditions = ['FailureTarget', 'Failed'].map((type) => ({
    type,
    status: 'True',
    reason: 'BackoffLimitExceeded',
    message: '',
    lastTransitionTime: at,
    lastProbeTime: at,
  }));
  for (const namespace of ['shop', 'kube-shop', 'firebreak']) {
    const path = `/apis/batch/v1/namespaces/${namespace}/jobs/failed/status`;
    const body = { status: { conditions, startTime: at } };
    const { status, text } = await cluster.request('PATCH', path, {
      body,
      contentType: 'application/merge-patch+json',
    });
    if (status !== 200) throw new Error(`no failed Job in ${namespace}: ${text}`);
  }
}
