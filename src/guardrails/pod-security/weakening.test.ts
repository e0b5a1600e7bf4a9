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
    ['one by its old name', { spec: { serviceAccount: 'admin' } }, 'service account admin'],
    [
      'no AppArmor',
      { securityContext: { appArmorProfile: { type: 'Unconfined' } } },
      'container app without AppArmor',
    ],
    [
      'no AppArmor for all',
      { spec: { securityContext: { appArmorProfile: { type: 'Unconfined' } } } },
      'pods without AppArmor',
    ],
    [
      'a process of the Windows host',
      { securityContext: { windowsOptions: { hostProcess: true } } },
      'container app as a process of the host',
    ],
    [
      'processes of the Windows host for all',
      { spec: { securityContext: { windowsOptions: { hostProcess: true } } } },
      'pods as a process of the host',
    ],
    [
      "a parameter of the node's kernel",
      { spec: { securityContext: { sysctls: [{ name: 'kernel.msgmax', value: '1' }] } } },
      'forbidden sysctls',
    ],
    ['an SELinux type', { securityContext: { seLinuxOptions: { type: 'spc_t' } } }, 'seLinuxOptions'],
    ['the root user', { spec: { securityContext: { runAsUser: 0 } } }, 'runAsUser=0'],
  ])('is one to %s', (_what, traits, power) => {
    const judgement = judgeWeakening(plain, workload('Deployment', 'web', traits));
    expect(judgement).toMatchObject({ outcome: 'hold', reason: 'pod-security.weakens' });
    expect(judgement?.message).toBe(`Deployment cardboard/web would get more power: ${power}`);
  });

  it('is one to no AppArmor by annotation', () => {
    const key = 'container.apparmor.security.beta.kubernetes.io/app';
    const unconfined = {
      ...plain,
      spec: {
        template: {
          metadata: { annotations: { [key]: 'unconfined' } },
          spec: { containers: [{ name: 'app', image: 'registry.example/web:1' }] },
        },
      },
    };
    expect(judgeWeakening(plain, unconfined)?.message).toContain('container app without AppArmor');
  });

  it.each([
    ['seccomp', { seccompProfile: undefined }, 'seccompProfile'],
    ['the drop of capabilities', { capabilities: undefined }, 'unrestricted capabilities'],
    ['a user other than root', { runAsNonRoot: false }, 'runAsNonRoot != true'],
    ['no more privileges', { allowPrivilegeEscalation: true }, 'allowPrivilegeEscalation != false'],
  ])('is one to give up %s, where the template asked for it', (_what, lost, power) => {
    const guarded = {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
    };
    const before = workload('Deployment', 'web', { securityContext: guarded });
    const after = workload('Deployment', 'web', { securityContext: { ...guarded, ...lost } });
    expect(judgeWeakening(before, after)?.message).toBe(
      `Deployment cardboard/web would get more power: ${power}`,
    );
    expect(judgeWeakening(after, before)).toBeUndefined();
  });

  it.each([
    ['users of its own', { hostUsers: false }, 'the users of the host'],
    ['a sandbox', { runtimeClassName: 'gvisor' }, 'another runtime than gvisor'],
  ])('is one to give up %s', (_what, spec, power) => {
    const boxed = workload('Deployment', 'web', { spec });
    expect(judgeWeakening(boxed, plain)?.message).toContain(power);
    expect(judgeWeakening(plain, boxed)).toBeUndefined();
  });

  it('is one to what baseline forbids in a new object, and not to what only restricted asks for', () => {
    const sysctls = [{ name: 'kernel.msgmax', value: '1' }];
    const tuned = workload('Deployment', 'web', { spec: { securityContext: { sysctls } } });
    expect(judgeWeakening(undefined, tuned)?.message).toContain('forbidden sysctls');
    expect(judgeWeakening(undefined, plain)).toBeUndefined();
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
