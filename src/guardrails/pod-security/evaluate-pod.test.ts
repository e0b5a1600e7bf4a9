import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluatePod, violationsText } from './evaluate-pod.ts';
import type { Level, LevelVersion } from './level.ts';
import { InvalidPodError } from './pod.ts';

const restrictedContainer = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  runAsNonRoot: true,
  seccompProfile: { type: 'RuntimeDefault' },
};

/** A pod that every version of restricted lets through, changed by what the test is about. */
function pod(change: { container?: object; security?: object; spec?: object; annotations?: object } = {}) {
  const securityContext = { ...restrictedContainer, ...change.security };
  return {
    metadata: { annotations: change.annotations ?? {} },
    spec: {
      containers: [{ name: 'web', image: 'web:1', securityContext, ...change.container }],
      ...change.spec,
    },
  };
}

/** What is forbidden, in the words of the API server; empty where the pod is let through. */
function said(
  raw: Parameters<typeof evaluatePod>[0],
  level: Level,
  version: LevelVersion = 'latest',
): string {
  return violationsText(evaluatePod(raw, level, version).violations);
}

describe('baseline forbids, in the API server’s words', () => {
  const cases: readonly (readonly [string, ReturnType<typeof pod>, string])[] = [
    [
      'privileged',
      pod({ security: { privileged: true } }),
      'privileged (container "web" must not set securityContext.privileged=true)',
    ],
    [
      'hostNetwork',
      pod({ spec: { hostNetwork: true, hostPID: true } }),
      'host namespaces (hostNetwork=true, hostPID=true)',
    ],
    [
      'ports on the host network',
      pod({ spec: { hostNetwork: true }, container: { ports: [{ containerPort: 8080 }] } }),
      'host namespaces (hostNetwork=true), hostPort (container "web" uses hostPort 8080)',
    ],
    [
      'hostPath',
      pod({ spec: { volumes: [{ name: 'v', hostPath: { path: '/' } }] } }),
      'hostPath volumes (volume "v")',
    ],
    [
      'hostPort',
      pod({ container: { ports: [{ containerPort: 80, hostPort: 80 }] } }),
      'hostPort (container "web" uses hostPort 80)',
    ],
    [
      'capabilities',
      pod({ security: { capabilities: { add: ['NET_RAW', 'CHOWN'] } } }),
      'non-default capabilities (container "web" must not include "NET_RAW" in securityContext.capabilities.add)',
    ],
    [
      'procMount',
      pod({ security: { procMount: 'Unmasked' } }),
      'procMount (container "web" must not set securityContext.procMount to "Unmasked")',
    ],
    [
      'sysctls',
      pod({ spec: { securityContext: { sysctls: [{ name: 'kernel.msgmax' }] } } }),
      'forbidden sysctls (kernel.msgmax)',
    ],
    [
      'an empty seccompProfile',
      pod({ security: { seccompProfile: {} } }),
      'seccompProfile (container "web" must not set securityContext.seccompProfile.type to "")',
    ],
    [
      'an empty appArmorProfile',
      pod({ security: { appArmorProfile: {} } }),
      'forbidden AppArmor profile (container "web" must not set AppArmor profile type to "")',
    ],
    [
      'AppArmor annotations',
      pod({ annotations: { 'container.apparmor.security.beta.kubernetes.io/web': 'unconfined' } }),
      'forbidden AppArmor profiles (container "web" and annotation must not set AppArmor profile type to "Unconfined", "container.apparmor.security.beta.kubernetes.io/web="unconfined"")',
    ],
    [
      'AppArmor annotations that say what the pod says',
      pod({
        annotations: { 'container.apparmor.security.beta.kubernetes.io/web': 'unconfined' },
        spec: { securityContext: { appArmorProfile: { type: 'Unconfined' } } },
      }),
      'forbidden AppArmor profiles (pod and annotation must not set AppArmor profile type to "Unconfined", "container.apparmor.security.beta.kubernetes.io/web="unconfined"")',
    ],
    [
      'SELinux',
      pod({ security: { seLinuxOptions: { type: 'spc_t', user: 'root' } } }),
      'seLinuxOptions (container "web" set forbidden securityContext.seLinuxOptions: type "spc_t"; user may not be set)',
    ],
    [
      'hostProcess',
      pod({ spec: { securityContext: { windowsOptions: { hostProcess: true } } } }),
      'hostProcess (pod must not set securityContext.windowsOptions.hostProcess=true)',
    ],
    [
      'probe hosts',
      pod({ container: { livenessProbe: { httpGet: { host: '127.0.0.1', port: 80 } } } }),
      'probe or lifecycle host (container "web" uses probe or lifecycle host "127.0.0.1")',
    ],
  ];

  it.each(cases)('%s', (_name, raw, words) => {
    expect(said(raw, 'baseline')).toBe(words);
    expect(said(raw, 'privileged')).toBe('');
  });
});

describe('restricted asks for, in the API server’s words', () => {
  const cases: readonly (readonly [string, ReturnType<typeof pod>, string])[] = [
    [
      'no privilege escalation',
      pod({ security: { allowPrivilegeEscalation: undefined } }),
      'allowPrivilegeEscalation != false (container "web" must set securityContext.allowPrivilegeEscalation=false)',
    ],
    [
      'dropped capabilities',
      pod({ security: { capabilities: { add: ['CHOWN'] } } }),
      'unrestricted capabilities (container "web" must set securityContext.capabilities.drop=["ALL"]; container "web" must not include "CHOWN" in securityContext.capabilities.add)',
    ],
    [
      'plain volumes',
      pod({
        spec: {
          volumes: [
            { name: 'v', nfs: {} },
            { name: 'w', emptyDir: {} },
          ],
        },
      }),
      'restricted volume types (volume "v" uses restricted volume type "nfs")',
    ],
    [
      'no root',
      pod({ security: { runAsNonRoot: null } }),
      'runAsNonRoot != true (pod or container "web" must set securityContext.runAsNonRoot=true)',
    ],
    [
      'no root set',
      pod({ security: { runAsNonRoot: false } }),
      'runAsNonRoot != true (container "web" must not set securityContext.runAsNonRoot=false)',
    ],
    [
      'no user 0',
      pod({ spec: { securityContext: { runAsUser: 0 } } }),
      'runAsUser=0 (pod must not set runAsUser=0)',
    ],
    [
      'a seccomp profile',
      pod({ security: { seccompProfile: undefined } }),
      'seccompProfile (pod or container "web" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")',
    ],
  ];

  it.each(cases)('%s', (_name, raw, words) => {
    expect(said(raw, 'restricted')).toBe(words);
    expect(said(raw, 'baseline')).toBe('');
  });

  it('looks into init and ephemeral containers too', () => {
    const raw = pod({
      spec: { initContainers: [{ name: 'init' }], ephemeralContainers: [{ name: 'debug' }] },
    });
    expect(said(raw, 'restricted')).toContain(
      'containers "init", "debug" must set securityContext.allowPrivilegeEscalation=false',
    );
  });

  it('takes a volume without a source for the emptyDir that the API server makes of it', () => {
    expect(said(pod({ spec: { volumes: [{ name: 'v' }, { name: 'w', nfs: null }] } }), 'restricted')).toBe(
      '',
    );
  });

  it('forbids a kind of volume that it does not know', () => {
    const raw = pod({ spec: { volumes: [{ name: 'v', teleport: {} }] } });
    expect(said(raw, 'restricted')).toContain('restricted volume type "unknown"');
  });
});

describe('the rules of each version', () => {
  const cases: readonly (readonly [string, Level, LevelVersion, LevelVersion, ReturnType<typeof pod>])[] = [
    [
      'probe hosts are forbidden',
      'baseline',
      'v1.34',
      'v1.33',
      pod({ container: { startupProbe: { tcpSocket: { host: 'db', port: 1 } } } }),
    ],
    ['user 0 is forbidden', 'restricted', 'v1.23', 'v1.22', pod({ security: { runAsUser: 0 } })],
    [
      'privilege escalation is forbidden',
      'restricted',
      'v1.8',
      'v1.7',
      pod({ security: { allowPrivilegeEscalation: true } }),
    ],
    [
      'seccomp annotations no longer count',
      'baseline',
      'v1.18',
      'v1.19',
      pod({ annotations: { 'seccomp.security.alpha.kubernetes.io/pod': 'unconfined' } }),
    ],
    [
      'tcp_rmem became safe',
      'baseline',
      'v1.31',
      'v1.32',
      pod({ spec: { securityContext: { sysctls: [{ name: 'net.ipv4.tcp_rmem' }] } } }),
    ],
    [
      'container_engine_t became safe',
      'baseline',
      'v1.30',
      'v1.31',
      pod({ security: { seLinuxOptions: { type: 'container_engine_t' } } }),
    ],
    [
      'user namespaces may unmask /proc',
      'baseline',
      'v1.34',
      'v1.35',
      pod({ security: { procMount: 'Unmasked' }, spec: { hostUsers: false } }),
    ],
    [
      'user namespaces may run as root',
      'restricted',
      'v1.34',
      'v1.35',
      pod({ security: { runAsUser: 0, runAsNonRoot: false }, spec: { hostUsers: false } }),
    ],
    [
      'Windows pods need no Linux settings',
      'restricted',
      'v1.24',
      'v1.25',
      pod({
        security: { seccompProfile: undefined, capabilities: undefined },
        spec: { os: { name: 'windows' } },
      }),
    ],
  ];

  it.each(cases)('%s (%s)', (_name, level, forbids, allows, raw) => {
    expect(evaluatePod(raw, level, forbids).allowed).toBe(false);
    expect(evaluatePod(raw, level, allows).allowed).toBe(true);
  });

  it('restricted keeps /proc masked in user namespaces', () => {
    const raw = pod({ security: { procMount: 'Unmasked' }, spec: { hostUsers: false } });
    expect(evaluatePod(raw, 'restricted', 'v1.35').violations.map(({ check }) => check)).toEqual([
      'procMount_restricted',
    ]);
  });

  it('lets a Windows pod add under restricted what baseline forbids', () => {
    const raw = pod({ security: { capabilities: { add: ['NET_RAW'] } }, spec: { os: { name: 'windows' } } });
    expect(evaluatePod(raw, 'baseline', 'latest').allowed).toBe(false);
    expect(evaluatePod(raw, 'restricted', 'latest').allowed).toBe(true);
  });

  it('means the newest rules that it knows by any newer version', () => {
    const raw = pod({ container: { lifecycle: { preStop: { httpGet: { host: 'x', port: 1 } } } } });
    expect(evaluatePod(raw, 'baseline', 'v1.99')).toEqual(evaluatePod(raw, 'baseline', 'v1.35'));
    expect(evaluatePod(raw, 'baseline', 'v1.99').allowed).toBe(false);
  });
});

describe('what is no pod', () => {
  it.each([
    ['text where a boolean belongs', { spec: { hostNetwork: 'true' } }],
    ['containers that are no list', { spec: { containers: { name: 'web' } } }],
    ['a volume source that is no object', { spec: { volumes: [{ name: 'v', hostPath: '/' }] } }],
    ['no spec', {}],
  ])('throws for %s', (_name, raw) => {
    expect(() => evaluatePod(raw, 'baseline', 'latest')).toThrow(InvalidPodError);
  });
});

describe('for every pod', () => {
  const securityContext = fc.record(
    {
      privileged: fc.boolean(),
      runAsUser: fc.constantFrom(0, 1000),
      runAsNonRoot: fc.boolean(),
      allowPrivilegeEscalation: fc.boolean(),
      capabilities: fc.record({
        add: fc.subarray(['CHOWN', 'NET_ADMIN', 'NET_BIND_SERVICE']),
        drop: fc.subarray(['ALL']),
      }),
      seccompProfile: fc.record({ type: fc.constantFrom('RuntimeDefault', 'Unconfined') }),
    },
    { requiredKeys: [] },
  );
  const pods = fc.record({
    spec: fc.record({
      hostPID: fc.boolean(),
      containers: fc.array(fc.record({ name: fc.constantFrom('a', 'b'), securityContext }), { maxLength: 3 }),
    }),
  });
  const minors = fc.integer({ min: 0, max: 35 });

  it('what restricted allows on Linux, baseline allows too', () => {
    fc.assert(
      fc.property(pods, minors, (raw, minor) => {
        fc.pre(evaluatePod(raw, 'restricted', `v1.${minor}`).allowed);
        expect(evaluatePod(raw, 'baseline', `v1.${minor}`).allowed).toBe(true);
      }),
    );
  });

  it('fields that the standards do not know change nothing', () => {
    fc.assert(
      fc.property(pods, minors, fc.string(), (raw, minor, noise) => {
        const noisy = { ...raw, spec: { ...raw.spec, priorityClassName: noise } };
        expect(evaluatePod(noisy, 'restricted', `v1.${minor}`)).toEqual(
          evaluatePod(raw, 'restricted', `v1.${minor}`),
        );
      }),
    );
  });
});
