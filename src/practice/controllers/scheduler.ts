import type { KubernetesObject } from '../../domain/objects.ts';
import { fromLabels, meets } from '../../domain/label-selector.ts';
import type { ClusterState } from '../cluster-state.ts';
import { isFinished, type Pod } from '../kinds.ts';
import { timestamp } from '../object-store.ts';
import { recordEvent } from './events.ts';

function podsOn(state: ClusterState, node: string): number {
  return state.store.list('v1', 'Pod').filter((pod) => pod.spec.nodeName === node && !isFinished(pod)).length;
}

function nodeFor(state: ClusterState, pod: Pod): KubernetesObject | undefined {
  const wanted = fromLabels(pod.spec.nodeSelector ?? {});
  const [first] = state.store
    .list('v1', 'Node')
    .filter((node) => meets(wanted, node.metadata.labels ?? {}))
    .map((node) => ({ node, pods: podsOn(state, node.metadata.name) }))
    .sort((a, b) => a.pods - b.pods);
  return first?.node;
}

function bind(state: ClusterState, pod: Pod, node: KubernetesObject): void {
  const { name, namespace } = pod.metadata;
  state.store.replace({
    ...pod,
    spec: { ...pod.spec, nodeName: node.metadata.name },
    status: {
      ...pod.status,
      phase: 'Pending',
      conditions: [{ type: 'PodScheduled', status: 'True', lastTransitionTime: timestamp(state.now()) }],
    },
  });
  const message = `Successfully assigned ${namespace}/${name} to ${node.metadata.name}`;
  recordEvent(state, pod, { type: 'Normal', reason: 'Scheduled', message, component: 'default-scheduler' });
}

/** Pods without a node → the node with the fewest pods that their node selector allows. */
export function runScheduler(state: ClusterState): void {
  for (const pod of state.store.list('v1', 'Pod')) {
    if (pod.spec.nodeName !== undefined || isFinished(pod)) continue;
    const node = nodeFor(state, pod);
    if (node !== undefined) bind(state, pod, node);
  }
}
