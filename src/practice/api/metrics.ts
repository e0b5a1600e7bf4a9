import type { KubernetesObject } from '../../domain/objects.ts';
import { formatMemory, parseQuantity } from '../../domain/quantity.ts';
import { behavioursOf } from '../behaviours.ts';
import type { ClusterState } from '../cluster-state.ts';
import type { Pod } from '../kinds.ts';
import { timestamp } from '../object-store.ts';
import { namesOf } from '../owners.ts';

interface Usage {
  readonly cpu: string;
  readonly memory: string;
}

/** Whether there is a metrics server: only where a scenario says what containers use. */
export function servesMetrics(state: ClusterState): boolean {
  return state.behaviours.some(({ type }) => type === 'usage');
}

function usagesOf(
  state: ClusterState,
  pod: Pod,
): readonly { readonly name: string; readonly usage: Usage }[] {
  const known = behavioursOf(state.behaviours, 'usage', namesOf(state.store, pod));
  return (pod.status?.containerStatuses ?? []).flatMap(({ name, state: life }) => {
    const usage = known.find((one) => one.container === name);
    if (usage === undefined || life.running === undefined) return [];
    return [{ name, usage: { cpu: usage.cpu, memory: usage.memory } }];
  });
}

function frame(state: ClusterState, kind: string, metadata: { name: string; namespace?: string }) {
  return {
    apiVersion: 'metrics.k8s.io/v1beta1',
    kind,
    metadata: { ...metadata, creationTimestamp: timestamp(state.now()) },
    timestamp: timestamp(state.now()),
    window: '30s',
  };
}

function podMetrics(state: ClusterState, namespace: string | undefined): readonly KubernetesObject[] {
  return state.store.list('v1', 'Pod', namespace).flatMap((pod) => {
    const containers = usagesOf(state, pod);
    if (containers.length === 0) return [];
    const { name, namespace: own = 'default', labels = {} } = pod.metadata;
    const framed = frame(state, 'PodMetrics', { name, namespace: own });
    return [{ ...framed, metadata: { ...framed.metadata, labels }, containers }];
  });
}

function nodeMetrics(state: ClusterState): readonly KubernetesObject[] {
  const pods = state.store.list('v1', 'Pod');
  return state.store.list('v1', 'Node').map((node) => {
    const usages = pods
      .filter((pod) => pod.spec.nodeName === node.metadata.name)
      .flatMap((pod) => usagesOf(state, pod))
      .map(({ usage }) => usage);
    const sum = (amounts: readonly string[]): number =>
      amounts.reduce((total, amount) => total + (parseQuantity(amount) ?? 0), 0);
    const usage = {
      cpu: `${Math.round(sum(usages.map(({ cpu }) => cpu)) * 1000)}m`,
      memory: formatMemory(sum(usages.map(({ memory }) => memory))),
    };
    return { ...frame(state, 'NodeMetrics', { name: node.metadata.name }), usage };
  });
}

/** metrics.k8s.io is computed when it is read, as the real metrics server keeps nothing either. */
export function metricsOf(
  state: ClusterState,
  kind: string,
  namespace?: string,
): readonly KubernetesObject[] {
  return kind === 'PodMetrics' ? podMetrics(state, namespace) : nodeMetrics(state);
}
