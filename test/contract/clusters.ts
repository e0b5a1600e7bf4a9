import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import { loadKubeConfig } from '../../src/adapters/kubernetes/kube-config.ts';
import {
  createKubernetesCluster,
  type KubernetesCluster,
} from '../../src/adapters/kubernetes/kubernetes-cluster.ts';
import type { KubernetesObject } from '../../src/domain/objects.ts';
import {
  executorRules,
  plannerRules,
  type PolicyRule,
  type PracticeUser,
} from '../../src/practice/api/roles.ts';
import type { Behaviour } from '../../src/practice/behaviours.ts';
import { startPracticeCluster } from '../../src/practice/practice-cluster.ts';
import { startControlPlane } from '../parts/control-plane.ts';

/** A cluster that the contract is checked on, whichever it is. */
export interface ContractCluster {
  as(user: PracticeUser): KubernetesCluster;
  withToken(token: string): KubernetesCluster;
  stop(): Promise<void>;
}

const TIMEOUT_MILLISECONDS = 10_000;

export const LOG_LINES: readonly string[] = ['one', 'two', 'three'];

function clients(kubeConfigFor: (user: PracticeUser) => string, stop: () => Promise<void>): ContractCluster {
  const open: KubernetesCluster[] = [];
  const connect = (text: string): KubernetesCluster => {
    const kubeConfig = loadKubeConfig({ source: { text } });
    const cluster = createKubernetesCluster({ kubeConfig, timeoutMilliseconds: TIMEOUT_MILLISECONDS });
    open.push(cluster);
    return cluster;
  };
  return {
    as: (user) => connect(kubeConfigFor(user)),
    withToken: (token) => connect(kubeConfigFor('admin').replace(/token: .*/u, `token: ${token}`)),
    async stop() {
      for (const cluster of open) await cluster.close();
      await stop();
    },
  };
}

export async function startPractice(yaml: string): Promise<ContractCluster> {
  const objects = parseAllDocuments(yaml).map((document) => document.toJS() as KubernetesObject);
  const node: KubernetesObject = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'node-1' } };
  const workload = { kind: 'Deployment', namespace: 'shop', name: 'web' };
  const logs: Behaviour = { type: 'log', workload, container: 'app', lines: [...LOG_LINES], previous: [] };
  const cluster = await startPracticeCluster({
    objects: [node, ...objects],
    behaviours: [logs],
    clock: { now: () => new Date() },
    random: Math.random,
  });
  return clients(
    (user) => cluster.kubeConfigFor(user),
    () => cluster.stop(),
  );
}

function role(name: string, rules: readonly PolicyRule[]): string {
  return `
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: ${name} }
rules: ${JSON.stringify(rules)}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: ${name} }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: ${name} }
subjects: [{ apiGroup: rbac.authorization.k8s.io, kind: User, name: ${name} }]
`;
}

/** What holds the planner to dry runs outside of our process; the practice cluster has the like built in. */
const PLANNER_POLICY = `
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: { name: firebreak-planner }
spec:
  matchConstraints:
    resourceRules:
      - { apiGroups: ['*'], apiVersions: ['*'], resources: ['*'], operations: [CREATE, UPDATE, DELETE] }
  matchConditions:
    - { name: planner, expression: "request.userInfo.username == 'firebreak-planner'" }
  validations:
    - { expression: has(request.dryRun) && request.dryRun, message: the planner may only dry-run }
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: { name: firebreak-planner }
spec: { policyName: firebreak-planner, validationActions: [Deny] }
`;

export async function startReal(yaml: string): Promise<ContractCluster> {
  const controlPlane = await startControlPlane();
  try {
    const roles = role('firebreak-planner', plannerRules) + role('firebreak-executor', executorRules);
    await controlPlane.apply(yaml + roles + PLANNER_POLICY);
    await controlPlane.addLogs({ namespace: 'shop', text: LOG_LINES.join('\n') });
  } catch (error) {
    await controlPlane.stop();
    throw error;
  }
  return clients(
    (user) => readFileSync(controlPlane.kubeconfigFor(user), 'utf8'),
    () => controlPlane.stop(),
  );
}
