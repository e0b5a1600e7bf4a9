import type { KubernetesObject } from '../../../src/domain/objects.ts';
import { type Entry, type Fields, isFields, merged, objectOf } from './entry.ts';

/** A Service from its shorthand (`ports: ["80:8080", "web=80:http"]`, `selector`), with the EndpointSlice that its controller makes. */
export function expandService(entry: Entry, pods: readonly KubernetesObject[]): readonly KubernetesObject[] {
  const { name, namespace = '' } = entry;
  const given = isFields(entry.fields['spec']) ? entry.fields['spec'] : {};
  const selector = entry.fields['selector'] ?? given['selector'] ?? { 'app.kubernetes.io/name': name };
  const ports = portsOf(entry.fields['ports'] ?? ['80:8080']);
  const spec = merged({ type: 'ClusterIP', clusterIP: '10.43.17.4', selector, ports }, given) as Fields;
  const service = objectOf(entry, { spec, status: { loadBalancer: {} } });
  const chosen = pods.filter(
    ({ metadata }) =>
      metadata.namespace === namespace &&
      Object.entries(selector as Fields).every(([key, value]) => metadata.labels?.[key] === value),
  );
  const reachable = chosen.filter(
    (pod) => isFields(pod['status']) && pod['status']['podIP'] !== undefined && !ended(pod),
  );
  const slice = objectOf(
    { kind: 'EndpointSlice', name: `${name}-x7k2q`, namespace, fields: {} },
    {
      addressType: 'IPv4',
      endpoints: reachable.map((pod) => endpointOf(pod)),
      ports: reachable.length === 0 ? null : slicePorts(ports, reachable),
    },
    {
      labels: {
        'kubernetes.io/service-name': name,
        'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
      },
      ownerReferences: [
        { apiVersion: 'v1', kind: 'Service', name, uid: service.metadata.uid, controller: true },
      ],
    },
  );
  return spec['type'] === 'ExternalName' ? [service] : [service, slice];
}

function portsOf(given: unknown): readonly Fields[] {
  return (given as readonly (string | Fields)[]).map((port) => {
    if (typeof port !== 'string') return port;
    const [left = '', right = ''] = port.includes('=') ? port.split('=') : ['', port];
    const [number = '', target = number] = right.split(':');
    return {
      ...(left === '' ? {} : { name: left }),
      protocol: 'TCP',
      port: Number(number),
      targetPort: /^\d+$/u.test(target) ? Number(target) : target,
    };
  });
}

const ended = (pod: KubernetesObject) =>
  ['Succeeded', 'Failed'].includes(String((pod['status'] as Fields)['phase']));

function endpointOf(pod: KubernetesObject): Fields {
  const status = pod['status'] as { podIP: string; conditions?: readonly Fields[] };
  const ready =
    status.conditions?.some(({ type, status: met }) => type === 'Ready' && met === 'True') ?? false;
  const terminating = pod.metadata.deletionTimestamp !== undefined;
  return {
    addresses: [status.podIP],
    conditions: { ready: ready && !terminating, serving: ready, terminating },
    nodeName: (pod['spec'] as Fields)['nodeName'],
    targetRef: {
      kind: 'Pod',
      name: pod.metadata.name,
      namespace: pod.metadata.namespace,
      uid: pod.metadata.uid,
    },
  };
}

/** A port that is named and that no container has is left out, as the controller leaves it out. */
function slicePorts(ports: readonly Fields[], pods: readonly KubernetesObject[]): readonly Fields[] {
  const containerPorts = pods.flatMap((pod) =>
    (pod['spec'] as { containers: readonly { ports?: readonly Fields[] }[] }).containers.flatMap(
      ({ ports: own = [] }) => own,
    ),
  );
  return ports.flatMap(({ name = '', targetPort }) => {
    const port =
      typeof targetPort === 'number'
        ? targetPort
        : containerPorts.find((one) => one['name'] === targetPort)?.['containerPort'];
    return port === undefined ? [] : [{ name, port, protocol: 'TCP' }];
  });
}
