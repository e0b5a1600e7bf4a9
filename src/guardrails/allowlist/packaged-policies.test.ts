import { describe, expect, it } from 'vitest';
import { actionOn, changeOf, deployment, factsOn } from '../../../test/support/allowlist.ts';
import type { Action } from '../../domain/action.ts';
import type { KubernetesObject } from '../../domain/objects.ts';
import { decide } from './decide.ts';

function judge(
  object: KubernetesObject,
  action: string,
  params: Action['params'] = {},
  after: KubernetesObject | undefined = object,
) {
  const facts = factsOn(object, {
    action: actionOn(object, action, params),
    change: changeOf(object, after),
  });
  return decide(facts).reason;
}

function job(conditions: readonly { readonly type: string; readonly status: string }[]): KubernetesObject {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'postgres-backup-29520495', namespace: 'cardboard' },
    status: { conditions },
  };
}

function pod(owners: readonly object[] | undefined): KubernetesObject {
  const metadata = { name: 'web-x', namespace: 'cardboard', ...(owners && { ownerReferences: owners }) };
  return { apiVersion: 'v1', kind: 'Pod', metadata: metadata as KubernetesObject['metadata'] };
}

function cronJob(spec: object): KubernetesObject {
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: 'refresh', namespace: 'cardboard' },
    spec,
  };
}

const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', namespace: 'cardboard' } };
const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'cardboard' } };
const component = 'app.kubernetes.io/component';

describe('the packaged policies allow', () => {
  it('a restart', () => {
    expect(judge(deployment(), 'restart-workload')).toBe('allowlist.allowed');
  });

  it('a memory limit of 256Mi to become 512Mi, and to be taken back', () => {
    const raised = { container: 'app', limits: { memory: '512Mi' } };

    expect(judge(deployment(), 'set-resources', raised)).toBe('allowlist.allowed');
    expect(judge(deployment(), 'set-resources', { container: 'app', limits: { memory: '128Mi' } })).toBe(
      'allowlist.allowed',
    );
  });

  it('the deletion of a Job that has failed', () => {
    expect(judge(job([{ type: 'Failed', status: 'True' }]), 'delete-job')).toBe('allowlist.allowed');
  });

  it('a Service selector', () => {
    expect(judge(service, 'patch-service-selector', { selector: { [component]: 'web', app: null } })).toBe(
      'allowlist.allowed',
    );
  });

  it('the labels of a pod template that tell parts apart', () => {
    expect(judge(deployment(), 'set-labels', { labels: { [component]: 'web' }, template: true })).toBe(
      'allowlist.allowed',
    );
  });

  it('a rollback, to the revision before or to one that is named', () => {
    expect(judge(deployment(), 'rollback-workload')).toBe('allowlist.allowed');
    expect(judge(deployment(), 'rollback-workload', { toRevision: 2 })).toBe('allowlist.allowed');
  });

  it('replicas to double, and to be halved again', () => {
    expect(judge(deployment(), 'scale-workload', { replicas: 4 })).toBe('allowlist.allowed');
    expect(judge(deployment(), 'scale-workload', { replicas: 1 })).toBe('allowlist.allowed');
  });

  it('the deletion of a pod of a Deployment', () => {
    expect(judge(pod([{ kind: 'ReplicaSet', controller: true }]), 'delete-pod')).toBe('allowlist.allowed');
  });

  it('a run of a CronJob, its pause and its end', () => {
    expect(judge(cronJob({}), 'run-cronjob')).toBe('allowlist.allowed');
    expect(judge(cronJob({ suspend: false }), 'run-cronjob')).toBe('allowlist.allowed');
    expect(judge(cronJob({}), 'suspend-cronjob', { suspend: true })).toBe('allowlist.allowed');
    expect(judge(cronJob({}), 'suspend-cronjob', { suspend: false })).toBe('allowlist.allowed');
  });

  it('Pod Security levels', () => {
    const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' };

    expect(judge(namespace, 'set-labels', { labels })).toBe('allowlist.allowed');
  });
});

describe('the packaged policies do not allow', () => {
  it('more than twice the memory at a time, more than 4Gi, or what had no limit', () => {
    const limits = (amounts: { readonly [name: string]: string }) => ({ container: 'app', limits: amounts });

    expect(judge(deployment(), 'set-resources', limits({ memory: '1Gi' }))).toBe('allowlist.out-of-bounds');
    expect(judge(deployment(), 'set-resources', limits({ memory: '5Gi' }))).toBe('allowlist.out-of-bounds');
    expect(judge(deployment(), 'set-resources', limits({ cpu: '1' }))).toBe('allowlist.out-of-bounds');
    expect(judge(deployment(), 'set-resources', limits({ 'ephemeral-storage': '1Gi' }))).toBe(
      'allowlist.out-of-bounds',
    );
  });

  it.each([
    ['that runs', job([])],
    ['that succeeded', job([{ type: 'Complete', status: 'True' }])],
    ['that only may have failed', job([{ type: 'Failed', status: 'Unknown' }])],
    ['whose status nobody has written', { ...job([]), status: {} }],
  ])('the deletion of a Job %s', (_, object) => {
    expect(judge(object, 'delete-job')).toBe('allowlist.no-rule');
  });

  it('labels that switch something on, or labels of the workload itself', () => {
    const inject = { labels: { 'sidecar.istio.io/inject': 'false' }, template: true };

    expect(judge(deployment(), 'set-labels', inject)).toBe('allowlist.out-of-bounds');
    expect(judge(deployment(), 'set-labels', { labels: { [component]: 'web' } })).toBe('allowlist.no-rule');
    expect(judge(namespace, 'set-labels', { labels: { team: 'shop' } })).toBe('allowlist.out-of-bounds');
  });

  it('anything on an object that is marked hands-off, nor taking the mark off', () => {
    const marked = deployment('cardboard', 'web', { 'firebreak.dev/hands-off': 'true' });

    expect(judge(marked, 'restart-workload')).toBe('allowlist.denied');
    expect(judge(marked, 'set-labels', { labels: { 'firebreak.dev/hands-off': null } }, deployment())).toBe(
      'allowlist.denied',
    );
  });

  it.each(['set-image', 'set-env', 'patch-object', 'apply-object', 'open-pull-request'])(
    '%s of a Deployment',
    (action) => {
      expect(judge(deployment(), action)).toBe('allowlist.no-rule');
    },
  );

  it('a ConfigMap or a Node to be changed', () => {
    const metadata = { name: 'x', namespace: 'cardboard' };

    expect(judge({ apiVersion: 'v1', kind: 'ConfigMap', metadata }, 'patch-configmap')).toBe(
      'allowlist.no-rule',
    );
    expect(judge({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'x' } }, 'cordon-node')).toBe(
      'allowlist.no-rule',
    );
  });

  it('replicas at zero, more than twice or less than half of them, more than ten, or of a StatefulSet', () => {
    const set = { ...deployment(), kind: 'StatefulSet' };

    for (const replicas of [0, 5, 11]) {
      expect(judge(deployment(), 'scale-workload', { replicas })).toBe('allowlist.out-of-bounds');
    }
    expect(judge(set, 'scale-workload', { replicas: 2 })).toBe('allowlist.no-rule');
  });

  it.each([
    ['of a StatefulSet', [{ kind: 'StatefulSet', controller: true }]],
    ['of nobody', undefined],
    ['that a ReplicaSet owns without controlling it', [{ kind: 'ReplicaSet' }]],
  ])('the deletion of a pod %s', (_, owners) => {
    expect(judge(pod(owners), 'delete-pod')).toBe('allowlist.no-rule');
  });

  it('a run of a CronJob that is suspended', () => {
    expect(judge(cronJob({ suspend: true }), 'run-cronjob')).toBe('allowlist.no-rule');
  });
});
