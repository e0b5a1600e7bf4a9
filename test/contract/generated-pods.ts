import * as fc from 'fast-check';
import type { KubernetesObject } from '../../src/domain/objects.ts';

/** Mostly the first value, so that single deviations are as frequent as whole heaps of them. */
function mostly<T, U>(usual: T, ...others: readonly U[]): fc.Arbitrary<T | U> {
  return fc.oneof(
    { weight: 12, arbitrary: fc.constant(usual) },
    { weight: 3, arbitrary: fc.constantFrom(...others) },
  );
}

const profile = (type: string): object =>
  type === 'Localhost' ? { type, localhostProfile: 'profiles/app' } : { type };

const seLinuxOptions = mostly(
  undefined,
  { type: 'container_t' },
  { type: 'container_engine_t' },
  { type: 'spc_t' },
  { type: 'container_init_t', user: 'system_u' },
  { role: 'system_r' },
  {},
);

const capabilities = fc.record({
  drop: mostly(['ALL'], [], ['NET_RAW'], ['all'], ['NET_RAW', 'ALL']),
  add: mostly(
    undefined,
    ['NET_BIND_SERVICE'],
    ['CHOWN', 'KILL'],
    ['NET_ADMIN'],
    ['SYS_ADMIN', 'NET_BIND_SERVICE'],
    ['CAP_CHOWN'],
    ['ALL'],
  ),
});

/** Of a Linux container; what contradicts itself, validation would refuse before Pod Security looks. */
const containerSecurity = fc
  .record({
    allowPrivilegeEscalation: mostly(false, undefined, true),
    appArmorProfile: mostly(undefined, ...['RuntimeDefault', 'Localhost', 'Unconfined'].map(profile)),
    capabilities: fc.oneof(
      { weight: 9, arbitrary: capabilities },
      { weight: 1, arbitrary: fc.constant(undefined) },
    ),
    privileged: mostly(undefined, false, true),
    procMount: mostly(undefined, 'Default', 'Unmasked'),
    runAsNonRoot: mostly(true, undefined, false),
    runAsUser: mostly(undefined, 0, 1000),
    seLinuxOptions,
    seccompProfile: mostly(profile('RuntimeDefault'), undefined, profile('Localhost'), profile('Unconfined')),
  })
  .map((context) => (context.privileged === true ? { ...context, allowPrivilegeEscalation: true } : context));

const handler = mostly(
  undefined,
  { httpGet: { port: 80 } },
  { httpGet: { host: 'metadata.internal', port: 80 } },
  { tcpSocket: { port: 80 } },
  { tcpSocket: { host: '10.0.0.1', port: 80 } },
);

const handlers = fc.record({
  livenessProbe: handler,
  readinessProbe: handler,
  startupProbe: handler,
  lifecycle: fc.record({ postStart: handler, preStop: handler }),
});

const security = fc.oneof(
  { weight: 12, arbitrary: containerSecurity },
  { weight: 1, arbitrary: fc.constant(undefined) },
);

function container(name: string, port: number): fc.Arbitrary<object> {
  const ports = mostly(
    [],
    [{ containerPort: port }],
    [{ containerPort: port, hostPort: port }],
    [{ containerPort: port, protocol: 'UDP', hostPort: port }],
  );
  return fc
    .record({ ports, securityContext: security, handlers })
    .map(({ handlers: more, ...rest }) => ({ name, image: `registry.example/${name}:1`, ...rest, ...more }));
}

const plainInit = security.map((securityContext) => ({
  name: 'init',
  image: 'registry.example/init:1',
  securityContext,
}));
const sidecar = container('proxy', 9000).map((one) => ({ ...one, restartPolicy: 'Always' }));
const initContainers = fc.oneof(
  { weight: 3, arbitrary: fc.constant([]) },
  { weight: 1, arbitrary: fc.tuple(plainInit) },
  { weight: 1, arbitrary: fc.tuple(plainInit, sidecar) },
);
const containers = fc.oneof(
  { weight: 2, arbitrary: fc.tuple(container('app', 8080)) },
  { weight: 1, arbitrary: fc.tuple(container('app', 8080), container('helper', 8081)) },
);

const usualSources: readonly object[] = [
  { emptyDir: {} },
  {},
  { configMap: { name: 'c' } },
  { secret: { secretName: 's' } },
  { downwardAPI: {} },
  { projected: { sources: [] } },
  { persistentVolumeClaim: { claimName: 'p' } },
  { csi: { driver: 'csi.example' } },
  { image: { reference: 'registry.example/files:1' } },
  {
    ephemeral: {
      volumeClaimTemplate: {
        spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
      },
    },
  },
];

const otherSources: readonly object[] = [
  { hostPath: { path: '/var/log' } },
  { nfs: { server: 'nas', path: '/' } },
  { gcePersistentDisk: { pdName: 'd' } },
  { awsElasticBlockStore: { volumeID: 'd' } },
  { gitRepo: { repository: 'https://git.example/r' } },
  { iscsi: { targetPortal: '10.0.0.1', iqn: 'iqn.2001-04.com.example:storage', lun: 0 } },
  { glusterfs: { endpoints: 'e', path: 'p' } },
  { rbd: { monitors: ['10.0.0.1'], image: 'i' } },
  { flexVolume: { driver: 'example/d' } },
  { cinder: { volumeID: 'd' } },
  { cephfs: { monitors: ['10.0.0.1'] } },
  { flocker: { datasetName: 'd' } },
  { fc: { targetWWNs: ['50060e801049cfd1'], lun: 0 } },
  { azureFile: { secretName: 's', shareName: 'd' } },
  { azureDisk: { diskName: 'd', diskURI: 'https://blob.example/d' } },
  { vsphereVolume: { volumePath: 'd' } },
  { quobyte: { registry: 'registry:7861', volume: 'd' } },
  { photonPersistentDisk: { pdID: 'd' } },
  { portworxVolume: { volumeID: 'd' } },
  {
    scaleIO: { gateway: 'https://gateway.example', system: 's', secretRef: { name: 's' }, volumeName: 'd' },
  },
  { storageos: { volumeName: 'd', volumeNamespace: 'n' } },
];

const source = fc.oneof(
  { weight: 7, arbitrary: fc.constantFrom(...usualSources) },
  { weight: 1, arbitrary: fc.constantFrom(...otherSources) },
);
const volumes = fc
  .array(source, { maxLength: 3 })
  .map((sources) => sources.map((one, index) => ({ name: `volume-${index}`, ...one })));

const sysctls = mostly(
  undefined,
  ...[
    'kernel.shm_rmid_forced',
    'net.ipv4.tcp_syncookies',
    'net.ipv4.ip_unprivileged_port_start',
    'net.ipv4.ip_local_reserved_ports',
    'net.ipv4.tcp_keepalive_time',
    'net.ipv4.tcp_fin_timeout',
    'net.ipv4.tcp_rmem',
    'net/ipv4/tcp_wmem',
    'kernel.msgmax',
  ].map((name) => [
    { name, value: '1' },
    { name: 'net.ipv4.ping_group_range', value: '0 1' },
  ]),
);

const podSecurity = fc.record({
  appArmorProfile: mostly(undefined, ...['RuntimeDefault', 'Localhost', 'Unconfined'].map(profile)),
  runAsNonRoot: mostly(undefined, true, false),
  runAsUser: mostly(undefined, 0, 1000),
  seLinuxOptions,
  seccompProfile: mostly(undefined, ...['RuntimeDefault', 'Localhost', 'Unconfined'].map(profile)),
  sysctls,
});

/** A user namespace of its own excludes those of the host. */
const hostNamespaces = mostly(
  {},
  { hostUsers: false },
  { hostUsers: false },
  { hostUsers: true },
  { hostNetwork: true },
  { hostPID: true },
  { hostIPC: true, hostNetwork: true },
);

const annotations = mostly(
  {},
  ...['runtime/default', 'localhost/app', 'unconfined'].flatMap((value) => [
    { 'container.apparmor.security.beta.kubernetes.io/app': value },
    { 'container.seccomp.security.alpha.kubernetes.io/app': value },
    { 'seccomp.security.alpha.kubernetes.io/pod': value },
  ]),
);

const linuxPod = fc.record({
  annotations,
  spec: fc
    .record({
      containers,
      initContainers,
      volumes,
      hostNamespaces,
      securityContext: podSecurity,
      os: mostly(undefined, { name: 'linux' }),
    })
    .map(({ hostNamespaces: shared, ...spec }) => ({ ...spec, ...shared })),
});

const windowsOptions = mostly(undefined, { hostProcess: false }, { runAsUserName: 'ContainerUser' });
const windowsSecurity = fc.record({ runAsNonRoot: mostly(true, undefined, false), windowsOptions });
const windowsContainer = windowsSecurity.map((securityContext) => ({
  name: 'app',
  image: 'registry.example/app:1',
  securityContext,
}));

const windowsPod = fc.record({
  annotations: fc.constant({}),
  spec: fc.oneof(
    fc.record({
      os: fc.constant({ name: 'windows' }),
      containers: fc.tuple(windowsContainer),
      securityContext: windowsSecurity,
      volumes,
    }),
    fc.record({
      os: mostly({ name: 'windows' }, undefined),
      hostNetwork: fc.constant(true),
      containers: fc.tuple(fc.constant({ name: 'app', image: 'registry.example/app:1' })),
      securityContext: fc.constant({ windowsOptions: { hostProcess: true } }),
      volumes,
    }),
  ),
});

/** Pods over every field that the Pod Security checks read, as JSON; a few of them are not valid. */
export const generatedPods: fc.Arbitrary<KubernetesObject> = fc
  .oneof({ weight: 9, arbitrary: linuxPod }, { weight: 1, arbitrary: windowsPod })
  .map(
    ({ annotations: notes, spec }): KubernetesObject =>
      JSON.parse(
        JSON.stringify({
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: { name: 'pod', annotations: notes },
          spec,
        }),
      ),
  );
