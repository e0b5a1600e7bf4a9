import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { loadKubeConfig } from '../../src/adapters/kubernetes/kube-config.ts';
import {
  createKubernetesCluster,
  type KubernetesCluster,
} from '../../src/adapters/kubernetes/kubernetes-cluster.ts';
import { checkAdmissionPolicies } from '../../src/doctor/check-admission-policies.ts';
import { loadPolicies, packagedPolicies } from '../../src/guardrails/policies/load-policies.ts';
import type { Policies } from '../../src/guardrails/policies/policies.ts';
import { type ControlPlane, startControlPlane } from '../parts/control-plane.ts';
import { expectOk } from '../parts/kube-request.ts';
import { partMissing } from '../parts/parts.ts';
import { packaged, rule } from '../support/allowlist.ts';
import { hold } from '../support/hold.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

const users = { planner: 'firebreak-planner', executor: 'firebreak-executor' } as const;
const kinds = '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies';
const bindings = '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings';

const cronJobs = `
apiVersion: batch/v1
kind: CronJob
metadata: { name: nightly, namespace: default }
spec:
  schedule: 0 0 1 1 *
  jobTemplate: { spec: { template: { spec: { restartPolicy: Never, containers: [{ name: a, image: "a:1" }] } } } }
---
apiVersion: batch/v1
kind: CronJob
metadata: { name: cleaner, namespace: kube-system }
spec:
  schedule: 0 0 1 1 *
  jobTemplate: { spec: { template: { spec: { restartPolicy: Never, containers: [{ name: a, image: "a:1" }] } } } }
`;

describe.skipIf(partMissing('control-plane'))(
  'the admission policies of a real API server, to doctor',
  () => {
    let cluster: ControlPlane;
    let planner: KubernetesCluster;

    beforeAll(async () => {
      cluster = await startControlPlane({ auditLog: false });
      await cluster.apply(cronJobs);
      await hold(cluster);
      const text = readFileSync(cluster.kubeconfigFor('firebreak-planner'), 'utf8');
      planner = createKubernetesCluster({
        kubeConfig: loadKubeConfig({ source: { text } }),
        timeoutMilliseconds: 10_000,
      });
    });
    afterAll(async () => {
      await planner?.close();
      await cluster?.stop();
    });

    const check = async (policies: Policies = loadPolicies(packagedPolicies)) =>
      checkAdmissionPolicies(policies, users, planner.reader);
    const finding = (message: RegExp) => [
      {
        status: 'finding',
        message: expect.stringMatching(message) as string,
        mend: expect.any(String) as string,
      },
    ];

    it('are the implied ones, whatever the API server has filled in', async () => {
      expect(await check()).toMatchObject([
        { status: 'ok', message: expect.stringMatching(/^all \d+ are there/u) as string },
      ]);
    });

    it('are not those of other policies', async () => {
      const wider = rule({ name: 'wider', actions: ['patch-configmap'], kinds: ['ConfigMap'] });
      expect(await check({ ...packaged, rules: [...packaged.rules, wider] })).toMatchObject(
        finding(/not there: firebreak-configmaps.*other than the policies imply: firebreak-executor/u),
      );
    });

    it('are told apart: changed, not bound, not there; and all is well once they are applied again', async () => {
      const admin = (method: string, path: string, body?: object) =>
        expectOk(
          cluster.request(
            method,
            path,
            body === undefined ? {} : { body, contentType: 'application/merge-patch+json' },
          ),
          path,
        );
      await admin('PATCH', `${kinds}/firebreak-deployments.apps`, {
        spec: { validations: [{ expression: 'true' }] },
      });
      await admin('DELETE', `${bindings}/firebreak-planner`);
      await admin('DELETE', `${bindings}/firebreak-jobs.batch-of-default.nightly`);
      await admin('DELETE', `${kinds}/firebreak-pods`);

      expect(await check()).toMatchObject(
        finding(
          /^not there: firebreak-pods; other than the policies imply: firebreak-deployments\.apps; not bound: firebreak-planner, firebreak-jobs\.batch-of-default\.nightly$/u,
        ),
      );

      await hold(cluster);
      expect(await check()).toMatchObject([{ status: 'ok' }]);
    });

    it('leave out a CronJob that has come since, which doctor notes', async () => {
      await cluster.apply(cronJobs.replace('name: nightly', 'name: hourly'));
      expect(await check()).toMatchObject([
        { status: 'ok' },
        { status: 'note', message: expect.stringContaining('not run: default/hourly') as string },
      ]);
    });
  },
);
