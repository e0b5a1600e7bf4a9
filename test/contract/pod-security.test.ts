import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createKubernetesCluster,
  type KubernetesCluster,
} from '../../src/adapters/kubernetes/kubernetes-cluster.ts';
import { loadKubeConfig } from '../../src/adapters/kubernetes/kube-config.ts';
import type { KubernetesObject } from '../../src/domain/objects.ts';
import { evaluatePod, violationsText } from '../../src/guardrails/pod-security/evaluate-pod.ts';
import { askAboutPod } from '../../src/guardrails/pod-security/trial-pod.ts';
import { readWorkloadObjects } from '../../src/guardrails/workloads/read-workload-objects.ts';
import { ClusterError } from '../../src/ports/cluster.ts';
import { type ControlPlane, startControlPlane } from '../parts/control-plane.ts';
import { partMissing } from '../parts/parts.ts';
import { waitFor } from '../parts/wait.ts';

const levels = ['privileged', 'baseline', 'restricted'] as const;

const namespaces = levels.map(
  (level) => `
apiVersion: v1
kind: Namespace
metadata: { name: ${level}, labels: { pod-security.kubernetes.io/enforce: ${level} } }
`,
);

const safe = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  runAsNonRoot: true,
  seccompProfile: { type: 'RuntimeDefault' },
};

/** Pods that the levels disagree on; each is valid in itself. */
const specs: Readonly<Record<string, (security: object) => object>> = {
  plain: () => podSpec({}),
  safe: (security) => podSpec({ securityContext: security }),
  privileged: () => podSpec({ securityContext: { privileged: true } }),
  'host-network': (security) => ({
    ...podSpec({ securityContext: security, ports: [{ containerPort: 8080 }] }),
    hostNetwork: true,
  }),
  'host-path': (security) => ({
    ...podSpec({ securityContext: security }),
    volumes: [{ name: 'v', hostPath: { path: '/var/log' } }, { name: 'w' }],
  }),
  'sourceless-volume': (security) => ({
    ...podSpec({ securityContext: security }),
    volumes: [{ name: 'v' }],
  }),
  nfs: (security) => ({
    ...podSpec({ securityContext: security }),
    volumes: [{ name: 'v', nfs: { server: 'nas', path: '/' } }],
  }),
  root: (security) => podSpec({ securityContext: { ...security, runAsUser: 0 } }),
  'net-admin': (security) =>
    podSpec({ securityContext: { ...security, capabilities: { drop: ['ALL'], add: ['NET_ADMIN'] } } }),
  unconfined: (security) =>
    podSpec({ securityContext: { ...security, seccompProfile: { type: 'Unconfined' } } }),
  sysctl: (security) => ({
    ...podSpec({ securityContext: security }),
    securityContext: {
      sysctls: [
        { name: 'kernel.msgmax', value: '1' },
        { name: 'net.ipv4.tcp_rmem', value: '1' },
      ],
    },
  }),
  'probe-host': (security) =>
    podSpec({ securityContext: security, livenessProbe: { httpGet: { host: 'db', port: 80 } } }),
  'own-users': (security) => ({
    ...podSpec({ securityContext: { ...security, runAsNonRoot: false, runAsUser: 0 } }),
    hostUsers: false,
  }),
  windows: () => ({ ...podSpec({ securityContext: { runAsNonRoot: true } }), os: { name: 'windows' } }),
  'init-container': (security) => ({
    ...podSpec({ securityContext: security }),
    initContainers: [{ name: 'init', image: 'registry.example/init:1' }],
  }),
};

function podSpec(container: object): object {
  return { containers: [{ name: 'app', image: 'registry.example/app:1', ...container }] };
}

const template = `
    template:
      metadata: { labels: { app: web } }
      spec: { containers: [{ name: app, image: "registry.example/app:1", volumeMounts: [{ name: data, mountPath: /data }] }]`;
const volumes = `, volumes: [{ name: data, emptyDir: {} }]`;
const workloads = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: deployment, namespace: baseline }
spec:
    selector: { matchLabels: { app: web } }${template}${volumes} }
---
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: stateful-set, namespace: baseline }
spec:
    serviceName: web
    selector: { matchLabels: { app: web } }${template} }
    volumeClaimTemplates:
      - metadata: { name: data }
        spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }
---
apiVersion: apps/v1
kind: DaemonSet
metadata: { name: daemon-set, namespace: baseline }
spec:
    selector: { matchLabels: { app: web } }${template}${volumes} }
---
apiVersion: batch/v1
kind: Job
metadata: { name: job, namespace: baseline }
spec:${template}${volumes}, restartPolicy: Never }
---
apiVersion: batch/v1
kind: CronJob
metadata: { name: cron-job, namespace: baseline }
spec:
  schedule: "0 0 1 1 *"
  jobTemplate:
   spec:${template}${volumes}, restartPolicy: OnFailure }
---
apiVersion: v1
kind: ReplicationController
metadata: { name: replication-controller, namespace: baseline }
spec:
    selector: { app: web }${template}${volumes} }
`;

describe.skipIf(partMissing('control-plane'))('Pod Security on a real API server', () => {
  let controlPlane: ControlPlane;
  let cluster: KubernetesCluster;

  const connect = (file: string): KubernetesCluster =>
    createKubernetesCluster({
      kubeConfig: loadKubeConfig({ source: { file } }),
      timeoutMilliseconds: 10_000,
    });

  beforeAll(async () => {
    controlPlane = await startControlPlane();
    cluster = connect(controlPlane.kubeconfigFile);
    await controlPlane.apply(namespaces.join('---'));
    await waitFor(async () => (await serviceAccounts()).length === levels.length, {
      what: 'service accounts',
    });
  });
  afterAll(async () => {
    await cluster?.close();
    await controlPlane?.stop();
  });

  async function serviceAccounts(): Promise<readonly KubernetesObject[]> {
    const lists = await Promise.all(
      levels.map((namespace) => cluster.reader.list({ apiVersion: 'v1', kind: 'ServiceAccount', namespace })),
    );
    return lists.flatMap(({ items }) => items);
  }

  async function apiServerOn(pod: KubernetesObject): Promise<string> {
    const { name, namespace = '' } = pod.metadata;
    const target = { apiVersion: 'v1', kind: 'Pod', namespace, name };
    try {
      await cluster.dryRun.dryRun({ verb: 'create', target, object: pod });
      return '';
    } catch (cause) {
      if (cause instanceof ClusterError && cause.code === 'rejected') return cause.message;
      throw cause;
    }
  }

  it.each(Object.keys(specs))('agrees with the evaluator word for word: %s', async (name) => {
    for (const level of levels) {
      const pod: KubernetesObject = {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name, namespace: level },
        spec: specs[name]?.(safe),
      };
      const { violations } = evaluatePod(pod, level, 'latest');
      const said = await apiServerOn(pod);
      expect([level, said === '']).toEqual([level, violations.length === 0]);
      if (said !== '') expect(said).toContain(`"${level}:latest": ${violationsText(violations)}`);
    }
  });

  it('takes a Pod made from the template of every kind of workload, and from a live Pod', async () => {
    await controlPlane.apply(workloads);
    const objects = await waitFor(
      async () => {
        const found = await readWorkloadObjects(cluster.reader, 'baseline');
        return found.filter(({ kind }) => kind === 'Pod').length >= 4 ? found : undefined;
      },
      { what: 'pods of the workloads' },
    );
    const answers = await Promise.all(
      objects.map(async (object) => [object.kind, await askAboutPod(cluster.dryRun, object)] as const),
    );
    expect(answers.filter(([, { answer }]) => answer !== 'accepted')).toEqual([]);
    expect(new Set(answers.map(([kind]) => kind)).size).toBe(8);
  });

  it('rejects a Pod made from a template that violates the level', async () => {
    const labels = { app: 'host' };
    const pods = { metadata: { labels }, spec: specs['privileged']?.({}) };
    const answer = await askAboutPod(cluster.dryRun, {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'host', namespace: 'baseline' },
      spec: { selector: { matchLabels: labels }, template: pods },
    });
    expect(answer).toMatchObject({ answer: 'rejected' });
  });

  it('cannot be asked by who may not create pods', async () => {
    const planner = connect(controlPlane.kubeconfigFor('firebreak-planner'));
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web', namespace: 'baseline' } };
    const answer = await askAboutPod(planner.dryRun, { ...pod, spec: specs['plain']?.({}) });
    await planner.close();
    expect(answer).toMatchObject({ answer: 'not-asked' });
    expect('message' in answer && answer.message).toContain(
      'lacks the right to create pods in namespace baseline',
    );
  });
});
