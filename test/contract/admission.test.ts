import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { loadKubeConfig } from '../../src/adapters/kubernetes/kube-config.ts';
import {
  createKubernetesCluster,
  type KubernetesCluster,
} from '../../src/adapters/kubernetes/kubernetes-cluster.ts';
import type { Action } from '../../src/domain/action.ts';
import type { ObjectRef } from '../../src/domain/objects.ts';
import { guardrails } from '../../src/guardrails/index.ts';
import { judgeAction } from '../../src/guardrails/judge-action.ts';
import { type AdmissionWebhook, startAdmissionWebhook } from '../parts/admission-webhook.ts';
import { type ControlPlane, type KubeUser, startControlPlane } from '../parts/control-plane.ts';
import { partMissing } from '../parts/parts.ts';
import { freePort } from '../parts/ports.ts';
import { waitFor } from '../parts/wait.ts';
import { rule, withRules } from '../support/allowlist.ts';

/** A namespace for each part of admission, all with the same objects, so that no part meets another's requests. */
const namespaces = ['denied', 'gone', 'altered', 'policed', 'warned', 'full', 'ranged', 'open'] as const;
type Place = (typeof namespaces)[number];

const objectsIn = (namespace: Place): readonly object[] => [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
  {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'settings', namespace, annotations: { team: 'shop' } },
    data: { level: 'info' },
  },
  {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: 'backup', namespace },
    spec: { schedule: '0 3 1 1 *', jobTemplate: { spec: { template: podTemplate('Never') } } },
  },
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace },
    spec: { replicas: 0, selector: { matchLabels: { app: 'web' } }, template: podTemplate('Always') },
  },
];

function podTemplate(restartPolicy: string): object {
  const resources = { limits: { memory: '128Mi' } };
  const containers = [{ name: 'app', image: 'registry.example/app:1', resources }];
  return { metadata: { labels: { app: 'web' } }, spec: { restartPolicy, containers } };
}

interface WebhookTraits {
  readonly place: Place;
  readonly type: 'Validating' | 'Mutating';
  readonly clientConfig: object;
}

function webhook({ place, type, clientConfig }: WebhookTraits): object {
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: `${type}WebhookConfiguration`,
    metadata: { name: place },
    webhooks: [
      {
        name: `${place}.example.com`,
        clientConfig,
        sideEffects: 'None',
        failurePolicy: 'Fail',
        admissionReviewVersions: ['v1'],
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': place } },
        rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['UPDATE'], resources: ['configmaps'] }],
      },
    ],
  };
}

function policy(place: Place, action: 'Deny' | 'Warn'): readonly object[] {
  const metadata = { name: place };
  const apiVersion = 'admissionregistration.k8s.io/v1';
  return [
    {
      apiVersion,
      kind: 'ValidatingAdmissionPolicy',
      metadata,
      spec: {
        matchConstraints: {
          namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': place } },
          resourceRules: [
            { apiGroups: [''], apiVersions: ['v1'], operations: ['UPDATE'], resources: ['configmaps'] },
          ],
        },
        validations: [{ expression: "object.data.level != 'debug'", message: 'debug is too much' }],
      },
    },
    {
      apiVersion,
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata,
      spec: { policyName: place, validationActions: [action] },
    },
  ];
}

/** Every part of admission says no in a way of its own, and each has its reason; a real API server is the judge. */
describe.skipIf(partMissing('control-plane'))('what admission says of a dry-run', () => {
  let controlPlane: ControlPlane;
  let webhooks: AdmissionWebhook;
  const clusters: KubernetesCluster[] = [];

  beforeAll(async () => {
    controlPlane = await startControlPlane({ auditLog: false });
    webhooks = await startAdmissionWebhook(controlPlane.caFile);
    const nowhere = { ...webhooks.clientConfig('deny'), url: `https://127.0.0.1:${await freePort()}/` };
    await apply(namespaces.flatMap(objectsIn));
    await apply([
      webhook({ place: 'denied', type: 'Validating', clientConfig: webhooks.clientConfig('deny') }),
      webhook({ place: 'gone', type: 'Validating', clientConfig: nowhere }),
      webhook({ place: 'altered', type: 'Mutating', clientConfig: webhooks.clientConfig('annotate') }),
      ...policy('policed', 'Deny'),
      ...policy('warned', 'Warn'),
      {
        apiVersion: 'v1',
        kind: 'ResourceQuota',
        metadata: { name: 'small', namespace: 'full' },
        spec: { hard: { 'count/jobs.batch': '0', 'limits.memory': '256Mi' } },
      },
      {
        apiVersion: 'v1',
        kind: 'LimitRange',
        metadata: { name: 'bounds', namespace: 'ranged' },
        spec: { limits: [{ type: 'Container', max: { memory: '256Mi' } }] },
      },
    ]);
  });
  afterAll(async () => {
    for (const cluster of clusters) await cluster.close();
    await webhooks?.stop();
    await controlPlane?.stop();
  });

  const apply = (objects: readonly object[]) =>
    controlPlane.apply(objects.map((object) => stringify(object)).join('---\n'));

  function as(user: KubeUser): KubernetesCluster {
    const text = readFileSync(controlPlane.kubeconfigFor(user), 'utf8');
    const cluster = createKubernetesCluster({
      kubeConfig: loadKubeConfig({ source: { text } }),
      timeoutMilliseconds: 10_000,
    });
    clusters.push(cluster);
    return cluster;
  }

  async function judge(
    action: string,
    target: ObjectRef,
    params: Action['params'],
    user: KubeUser = 'admin',
  ) {
    const cluster = as(user);
    const result = await judgeAction(
      {
        input: { apiVersion: 'firebreak.dev/v1', action, cluster: 'default', target, params },
        marker: 'prp_1.1',
        at: new Date().toISOString(),
        provisional: () => false,
      },
      {
        guardrails,
        cluster: as('admin').reader,
        dryRun: cluster.dryRun,
        mode: 'response',
        policies: withRules([rule({ actions: ['*'], kinds: ['*'], params: [{ path: ['**'] }] })]),
        clusterName: 'default',
        history: { stopped: false, changes: [] },
        now: new Date(),
        layerTimeoutMilliseconds: 20_000,
      },
    );
    const find = (layer: string) => result.verdicts.find((verdict) => verdict.layer === layer);
    return { dryRun: find('dry-run'), podSecurity: find('pod-security') };
  }

  const debug = (place: Place, user?: KubeUser) =>
    judge(
      'patch-configmap',
      { apiVersion: 'v1', kind: 'ConfigMap', namespace: place, name: 'settings' },
      { data: { level: 'debug' } },
      user,
    );
  const raise = (place: Place) =>
    judge(
      'set-resources',
      { apiVersion: 'apps/v1', kind: 'Deployment', namespace: place, name: 'web' },
      { container: 'app', limits: { memory: '512Mi' } },
    );
  const runBackup = (place: Place) =>
    judge('run-cronjob', { apiVersion: 'batch/v1', kind: 'CronJob', namespace: place, name: 'backup' }, {});

  // The API server takes up new webhooks, policies and quotas within a second or two.
  const eventually = <T>(what: string, probe: () => Promise<T | false>) =>
    waitFor(probe, { what, everyMs: 250, timeoutMs: 60_000 });

  it.each<[Place, string, string, RegExp]>([
    ['denied', 'refuse', 'dry-run.webhook-denied', /denied the request: the team label is missing/u],
    ['gone', 'refuse', 'dry-run.webhook-unreachable', /failed calling webhook/u],
    ['policed', 'refuse', 'dry-run.policy-denied', /debug is too much/u],
    ['warned', 'pass', 'dry-run.warned', /it warns: .*debug is too much/u],
    [
      'altered',
      'pass',
      'dry-run.altered',
      /admission changes more than was asked: \/metadata\/annotations\/mesh\.example~1injected/u,
    ],
  ])('%s: a patch is answered with its own reason', async (place, outcome, reason, message) => {
    const verdict = await eventually(reason, async () => {
      const { dryRun } = await debug(place);
      return dryRun?.reason === reason && dryRun;
    });
    expect(verdict).toMatchObject({ outcome, message: expect.stringMatching(message) as string });
  });

  it('tells a full quota, of the object itself', async () => {
    const verdict = await eventually('the quota', async () => {
      const { dryRun } = await runBackup('full');
      return dryRun?.reason === 'dry-run.quota' && dryRun;
    });
    expect(verdict).toMatchObject({
      outcome: 'refuse',
      message: expect.stringContaining('exceeded quota: small') as string,
    });
  });

  it('tells a full quota, of the pods that a template would make', async () => {
    const verdict = await eventually('the quota', async () => {
      const { podSecurity } = await raise('full');
      return podSecurity?.reason === 'dry-run.quota' && podSecurity;
    });
    expect(verdict).toMatchObject({
      outcome: 'refuse',
      remedy: expect.stringContaining('free some of the quota') as string,
    });
  });

  it('tells a LimitRange', async () => {
    const verdict = await eventually('the LimitRange', async () => {
      const { podSecurity } = await raise('ranged');
      return podSecurity?.reason === 'dry-run.limit-range' && podSecurity;
    });
    expect(verdict).toMatchObject({
      outcome: 'refuse',
      message: expect.stringContaining('limit is 512Mi') as string,
    });
  });

  it('tells RBAC from all of them', async () => {
    expect((await debug('open', 'firebreak-planner')).dryRun).toMatchObject({
      outcome: 'refuse',
      reason: 'dry-run.forbidden',
    });
  });

  it('says nothing where nothing is in the way', async () => {
    expect((await debug('open')).dryRun).toMatchObject({ outcome: 'pass', reason: 'dry-run.accepted' });
    expect((await raise('open')).dryRun).toMatchObject({ outcome: 'pass', reason: 'dry-run.accepted' });
    expect((await runBackup('open')).dryRun).toMatchObject({ outcome: 'pass', reason: 'dry-run.accepted' });
  });
});
