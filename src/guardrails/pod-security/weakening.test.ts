import { describe, expect, it } from 'vitest';
import { workload } from '../../../test/support/namespace-objects.ts';
import type { KubernetesObject } from '../../domain/objects.ts';
import { judgeWeakening } from './weakening.ts';

const plain = workload('Deployment', 'web');
const adding = (capability: string) => ({ capabilities: { add: [capability] } });
const onHostPort = {
  containers: [
    { name: 'app', image: 'registry.example/web:1', ports: [{ containerPort: 80, hostPort: 80 }] },
  ],
};
const role = (...verbs: readonly string[]): KubernetesObject => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'Role',
  metadata: { name: 'reader', namespace: 'cardboard' },
  rules: [{ apiGroups: [''], resources: ['pods'], verbs }],
});

describe('a change that gives more power', () => {
  it.each([
    ['a privileged container', { securityContext: { privileged: true } }, 'container app privileged'],
    ['a capability', { securityContext: adding('NET_ADMIN') }, 'container app with capability NET_ADMIN'],
    ["the host's network", { spec: { hostNetwork: true } }, 'hostNetwork'],
    ["the host's processes", { spec: { hostPID: true } }, 'hostPID'],
    ['a host path', { spec: { volumes: [{ name: 'a', hostPath: { path: '/etc' } }] } }, 'host path /etc'],
    ['a port of the host', { spec: onHostPort }, 'container app on host port 80'],
    [
      'no seccomp',
      { securityContext: { seccompProfile: { type: 'Unconfined' } } },
      'container app without seccomp',
    ],
    [
      'no seccomp for all',
      { spec: { securityContext: { seccompProfile: { type: 'Unconfined' } } } },
      'pods without seccomp',
    ],
    ['all of /proc', { securityContext: { procMount: 'Unmasked' } }, 'container app with all of /proc'],
    ['another service account', { spec: { serviceAccountName: 'admin' } }, 'service account admin'],
  ])('is one to %s', (_what, traits, power) => {
    const judgement = judgeWeakening(plain, workload('Deployment', 'web', traits));
    expect(judgement).toMatchObject({ outcome: 'hold', reason: 'pod-security.weakens' });
    expect(judgement?.message).toBe(`Deployment cardboard/web would get more power: ${power}`);
  });

  it('is one to the token that pods did without', () => {
    const without = workload('Deployment', 'web', { spec: { automountServiceAccountToken: false } });
    expect(judgeWeakening(without, plain)?.message).toContain('the token of its service account');
    expect(judgeWeakening(plain, without)).toBeUndefined();
  });

  it('is one to the rights of an account', () => {
    expect(judgeWeakening(role('get'), role('get', 'delete'))).toMatchObject({ outcome: 'hold' });
    expect(judgeWeakening(undefined, role('get'))).toMatchObject({ outcome: 'hold' });
  });

  it.each([
    ['a low port', plain, workload('Deployment', 'web', { securityContext: adding('NET_BIND_SERVICE') })],
    ['another image', plain, workload('Deployment', 'web', { image: 'registry.example/web:2' })],
    ['power that was there', role('get'), role('get')],
    [
      'a service account of a new object',
      undefined,
      workload('Deployment', 'web', { spec: { serviceAccountName: 'web' } }),
    ],
    [
      'the default account by its name',
      plain,
      workload('Deployment', 'web', { spec: { serviceAccountName: 'default' } }),
    ],
  ])('is not one to %s', (_what, before, after) => {
    expect(judgeWeakening(before, after)).toBeUndefined();
  });
});
