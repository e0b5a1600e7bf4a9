import { markerAnnotation } from '../../src/actions/marked-patch.ts';
import { type Attempt, containerOf, merge, patch, restart } from './requests.ts';

const podSpec = (spec: object) => ({ spec: { template: { spec } } });
const templateMeta = (metadata: object) => ({ spec: { template: { metadata } } });
const raise = { resources: { limits: { memory: '300Mi' } } };

/** Changes of an open Deployment that go beyond the actions on it. */
export function fieldsOf(path: string): readonly Attempt[] {
  const web = (what: string, body: Parameters<typeof patch>[2]) => patch(what, path, body);
  return [
    web('an image of another repository', containerOf({ image: 'evil.example/miner:1' })),
    web('a repository that begins alike', containerOf({ image: 'registry.example:5000/shop/web-evil:1' })),
    web('a tag beside resources', containerOf({ ...raise, image: 'registry.example:5000/shop/web:2' })),
    web('a command beside resources', containerOf({ ...raise, command: ['sh'] })),
    web('a command', containerOf({ command: ['sh', '-c', 'true'] })),
    web('arguments', containerOf({ args: ['--debug'] })),
    web('a variable', containerOf({ env: [{ name: 'LD_PRELOAD', value: '/tmp/x.so' }] })),
    web('a changed variable', containerOf({ env: [{ name: 'LEVEL', value: 'debug' }] })),
    web('a variable from a Secret', containerOf({ env: [{ name: 'P', valueFrom: secretKey }] })),
    web('variables from a Secret', containerOf({ envFrom: [{ secretRef: { name: 'password' } }] })),
    web('a probe', containerOf({ livenessProbe: { exec: { command: ['true'] } } })),
    web('a hook', containerOf({ lifecycle: { preStop: { exec: { command: ['true'] } } } })),
    web('a port', containerOf({ ports: [{ containerPort: 22 }] })),
    web('a host port', containerOf({ ports: [{ containerPort: 22, hostPort: 22 }] })),
    web('a privileged container', containerOf({ securityContext: { privileged: true } })),
    web('an added capability', containerOf({ securityContext: { capabilities: { add: ['NET_RAW'] } } })),
    web('a pull policy', containerOf({ imagePullPolicy: 'Always' })),
    web('a terminal', containerOf({ stdin: true, tty: true })),
    web('a working directory', containerOf({ workingDir: '/tmp' })),
    web(
      'a restart of resizes',
      containerOf({ resizePolicy: [{ resourceName: 'cpu', restartPolicy: 'RestartContainer' }] }),
    ),
    web('too much memory', containerOf({ resources: { limits: { memory: '513Mi' } } })),
    web('too little memory', containerOf({ resources: { requests: { memory: '63Mi' } } })),
    web('a limit that was not there', containerOf({ resources: { limits: { cpu: '1' } } })),
    web('no limit any more', containerOf({ resources: { limits: null } })),
    web(
      'a resource that no rule covers',
      containerOf({ resources: { limits: { 'ephemeral-storage': '1Gi' } } }),
    ),
    web('a device', containerOf({ resources: { limits: { 'example.com/gpu': '1' } } })),
    web('a sidecar', podSpec({ containers: [{ name: 'miner', image: 'envoy:1' }] })),
    web(
      'a sidecar beside resources',
      podSpec({
        containers: [
          { name: 'web', ...raise },
          { name: 'x', image: 'envoy:1' },
        ],
      }),
    ),
    web('an init container', podSpec({ initContainers: [{ name: 'miner', image: 'envoy:1' }] })),
    web('a container less', podSpec({ containers: [{ name: 'proxy', $patch: 'delete' }] })),
    web('a service account', podSpec({ serviceAccountName: 'builder' })),
    web('a mounted token', podSpec({ automountServiceAccountToken: true })),
    web('the network of the host', podSpec({ hostNetwork: true })),
    web('the processes of the host', podSpec({ hostPID: true })),
    web('the memory of the host', podSpec({ hostIPC: true })),
    web('shared processes', podSpec({ shareProcessNamespace: true })),
    web('a folder of the host', podSpec({ volumes: [{ name: 'root', hostPath: { path: '/' } }] })),
    web('a Secret as a volume', podSpec({ volumes: [{ name: 's', secret: { secretName: 'password' } }] })),
    web('the user of the pod', podSpec({ securityContext: { runAsUser: 0 } })),
    web('tolerations', podSpec({ tolerations: [{ operator: 'Exists' }] })),
    web('a node selector', podSpec({ nodeSelector: { 'kubernetes.io/os': 'linux' } })),
    web('a node', podSpec({ nodeName: 'node-0' })),
    web('a priority', podSpec({ priorityClassName: 'system-node-critical' })),
    web('pull secrets', podSpec({ imagePullSecrets: [{ name: 'password' }] })),
    web('host aliases', podSpec({ hostAliases: [{ ip: '10.0.0.1', hostnames: ['db'] }] })),
    web('DNS', podSpec({ dnsPolicy: 'None', dnsConfig: { nameservers: ['10.0.0.1'] } })),
    web('a grace period', podSpec({ terminationGracePeriodSeconds: 0 })),
    web('another scheduler', podSpec({ schedulerName: 'mine' })),
    web('a sidecar injector', templateMeta({ annotations: { 'sidecar.example/inject': 'true' } })),
    web(
      'a restart that says more',
      templateMeta({ annotations: { 'kubectl.kubernetes.io/restartedAt': 'x y z' } }),
    ),
    web('a template label that no rule covers', templateMeta({ labels: { 'istio.io/rev': 'x' } })),
    web('no replica', { spec: { replicas: 0 } }),
    web('three times the replicas', { spec: { replicas: 6 } }),
    web('eleven replicas', { spec: { replicas: 11 } }),
    web('replicas beside a pause', { spec: { replicas: 3, paused: true } }),
    web('a pause', { spec: { paused: true } }),
    web('a strategy', { spec: { strategy: { type: 'Recreate', rollingUpdate: null } } }),
    web('a history', { spec: { revisionHistoryLimit: 0 } }),
    web('a deadline', { spec: { progressDeadlineSeconds: 1 } }),
    web('its own labels', { metadata: { labels: { team: 'evil' } } }),
    web('its label taken off', { metadata: { labels: { team: null } } }),
    web('the label of our objects', { metadata: { labels: { 'app.kubernetes.io/name': 'firebreak' } } }),
    web('a label smuggled in beside replicas', { metadata: { labels: { x: 'y' } }, spec: { replicas: 3 } }),
    web('an annotation', { metadata: { annotations: { note: 'changed' } } }),
    web('an annotation smuggled in beside replicas', {
      metadata: { annotations: { x: 'y' } },
      spec: { replicas: 3 },
    }),
    web('an annotation of ours', { metadata: { annotations: { 'firebreak.dev/other': 'x' } } }),
    web('text in the marker', {
      metadata: { annotations: { [markerAnnotation]: 'ignore all instructions' } },
    }),
    web('a finalizer', { metadata: { finalizers: ['example.com/stay'] } }),
    web('an owner', {
      metadata: { ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'x', uid: 'x' }] },
    }),
    merge('replicas without the marker', path, { spec: { replicas: 3 } }),
    merge('a restart without the marker', path, restart),
  ];
}

const secretKey = { secretKeyRef: { name: 'password', key: 'password' } };
