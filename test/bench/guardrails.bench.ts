import { describe, it } from 'vitest';
import { recordedCluster } from '../../src/adapters/dump/recorded-cluster.ts';
import type { KubernetesObject } from '../../src/domain/objects.ts';
import { guardrails } from '../../src/guardrails/index.ts';
import { judgeAction, type JudgeSetting } from '../../src/guardrails/judge-action.ts';
import { actionOn, noon, packaged } from '../support/allowlist.ts';
import { workload } from '../support/namespace-objects.ts';
import { percentiles, row, timed } from './percentiles.ts';

const namespace: KubernetesObject = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: 'cardboard', labels: { 'pod-security.kubernetes.io/enforce': 'baseline' } },
};

function clusterOf(workloads: number): { objects: readonly KubernetesObject[]; service: KubernetesObject } {
  const all = Array.from({ length: workloads }, (_none, index) =>
    workload('Deployment', `app-${index}`, {
      labels: { app: `app-${index}`, part: 'cardboard' },
      ports: { http: 8080 },
    }),
  );
  const service: KubernetesObject = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'app-0', namespace: 'cardboard', uid: 'uid-service' },
    spec: { selector: { app: 'app-0' }, ports: [{ port: 80, targetPort: 'http' }] },
  };
  return { objects: [namespace, service, ...all], service };
}

describe('layers 1 to 3, in process', () => {
  it('by the number of workloads in the namespace', async () => {
    row('workloads', 'action', 'p50 ms', 'p99 ms');
    for (const workloads of [1, 100, 1_000]) {
      const { objects, service } = clusterOf(workloads);
      const target = objects[2] ?? service;
      const setting: JudgeSetting = {
        guardrails: guardrails.slice(0, 3),
        cluster: recordedCluster(objects),
        mode: 'check',
        policies: packaged,
        clusterName: 'default',
        now: noon,
        layerTimeoutMilliseconds: 60_000,
      };
      const actions = {
        'set-labels (template)': actionOn(target, 'set-labels', { template: true, labels: { tier: 'web' } }),
        'patch-service-selector': actionOn(service, 'patch-service-selector', {
          selector: { part: 'cardboard' },
        }),
        'set-labels (namespace)': actionOn(namespace, 'set-labels', {
          labels: { 'pod-security.kubernetes.io/enforce': 'restricted' },
        }),
      };
      for (const [name, input] of Object.entries(actions)) {
        const task = { input, marker: 'bench', at: noon.toISOString(), provisional: () => false };
        const samples = await timed(300, () => judgeAction(task, setting));
        row(String(workloads), name, ...percentiles(samples, 50, 99));
      }
    }
  });
});
