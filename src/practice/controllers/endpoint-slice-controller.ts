import { isDeepStrictEqual } from 'node:util';
import { fromLabels, meets } from '../../domain/label-selector.ts';
import type { ClusterState } from '../cluster-state.ts';
import { type Endpoint, isFinished, isReady, type Pod, type Service } from '../kinds.ts';
import { controlledBy, ownerReference } from '../owners.ts';

const SERVICE_NAME = 'kubernetes.io/service-name';
const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by';

function endpoint(pod: Pod): Endpoint {
  const ready = isReady(pod);
  const { name, namespace = 'default', uid = '' } = pod.metadata;
  return {
    addresses: [pod.status?.podIP ?? ''],
    conditions: { ready, serving: ready, terminating: false },
    targetRef: { kind: 'Pod', namespace, name, uid },
    ...(pod.spec.nodeName === undefined ? {} : { nodeName: pod.spec.nodeName }),
  };
}

type Ports = NonNullable<Service['spec']['ports']>;

function portNumber(pods: readonly Pod[], target: number | string | undefined): number | undefined {
  if (typeof target !== 'string') return target;
  const ports = pods.flatMap((pod) => pod.spec.containers).flatMap((container) => container.ports ?? []);
  return ports.find((port) => port.name === target)?.containerPort;
}

function slicePorts(ports: Ports, pods: readonly Pod[]): readonly object[] {
  return ports.flatMap(({ name = '', port, targetPort, protocol = 'TCP' }) => {
    const number = portNumber(pods, targetPort ?? port);
    return number === undefined ? [] : [{ name, port: number, protocol }];
  });
}

function reconcile(state: ClusterState, service: Service): void {
  const { name, namespace } = service.metadata;
  const selector = service.spec.selector ?? {};
  const pods = state.store
    .list('v1', 'Pod', namespace)
    .filter((pod) => meets(fromLabels(selector), pod.metadata.labels ?? {}))
    .filter((pod) => pod.status?.podIP !== undefined && !isFinished(pod));
  const content = { endpoints: pods.map(endpoint), ports: slicePorts(service.spec.ports ?? [], pods) };
  const slices = controlledBy(state.store.list('discovery.k8s.io/v1', 'EndpointSlice', namespace), service);
  const [slice] = slices;
  if (slice === undefined) {
    state.store.create({
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: {
        name: `${name}-${state.random.suffix(5)}`,
        ...(namespace === undefined ? {} : { namespace }),
        labels: { [SERVICE_NAME]: name, [MANAGED_BY]: 'endpointslice-controller.k8s.io' },
        ownerReferences: [ownerReference(service)],
      },
      addressType: 'IPv4',
      ...content,
    });
  } else if (!isDeepStrictEqual({ endpoints: slice['endpoints'], ports: slice['ports'] }, content)) {
    state.store.replace({ ...slice, ...content });
  }
}

/** Services with a selector → one EndpointSlice each. */
export function runEndpointSlices(state: ClusterState): void {
  for (const service of state.store.list('v1', 'Service')) {
    if (Object.keys(service.spec.selector ?? {}).length > 0) reconcile(state, service);
  }
}
