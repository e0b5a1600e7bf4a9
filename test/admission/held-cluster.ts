import type { Policies } from '../../src/guardrails/policies/policies.ts';
import { type ControlPlane, startControlPlane } from '../parts/control-plane.ts';
import { waitFor } from '../parts/wait.ts';
import { packaged } from '../support/allowlist.ts';
import { hold } from '../support/hold.ts';
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
