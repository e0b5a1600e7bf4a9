import type { ClusterState } from '../cluster-state.ts';
import { isFinished, isReady, type Pod, type Workload } from '../kinds.ts';
import { controlledBy } from '../owners.ts';
import { createPod } from './create-pod.ts';
import { recordEvent } from './events.ts';

const COMPONENT = 'replicaset-controller';

/** Those that go first: not ready before ready, then the younger. */
function byUse(a: Pod, b: Pod): number {
  if (isReady(a) !== isReady(b)) return isReady(a) ? 1 : -1;
  return (b.metadata.creationTimestamp ?? '').localeCompare(a.metadata.creationTimestamp ?? '');
}

function reconcile(state: ClusterState, replicaSet: Workload): void {
  const owned = (): readonly Pod[] =>
    controlledBy(state.store.list('v1', 'Pod', replicaSet.metadata.namespace), replicaSet).filter(
      (pod) => !isFinished(pod),
    );
  const desired = replicaSet.spec.replicas ?? 1;
  for (let missing = desired - owned().length; missing > 0; missing -= 1) {
    const name = `${replicaSet.metadata.name}-${state.random.suffix(5)}`;
    if (createPod(state, replicaSet, replicaSet.spec.template, { name, component: COMPONENT }) === undefined)
      break;
  }
  const surplus = owned().length - desired;
  for (const pod of [...owned()].sort(byUse).slice(0, Math.max(0, surplus))) {
    state.store.remove(pod);
    const message = `Deleted pod: ${pod.metadata.name}`;
    recordEvent(state, replicaSet, {
      type: 'Normal',
      reason: 'SuccessfulDelete',
      message,
      component: COMPONENT,
    });
  }
  const pods = owned();
  const ready = pods.filter(isReady).length;
  state.store.replace({
    ...replicaSet,
    status: {
      observedGeneration: replicaSet.metadata.generation,
      replicas: pods.length,
      fullyLabeledReplicas: pods.length,
      ...(ready === 0 ? {} : { readyReplicas: ready, availableReplicas: ready }),
    },
  });
}

/** ReplicaSets → Pods. */
export function runReplicaSets(state: ClusterState): void {
  for (const replicaSet of state.store.list('apps/v1', 'ReplicaSet')) reconcile(state, replicaSet);
}
