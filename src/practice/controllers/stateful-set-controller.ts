import type { ClusterState } from '../cluster-state.ts';
import { isReady, type Pod, type Workload } from '../kinds.ts';
import { controlledBy } from '../owners.ts';
import { shortHash } from '../random.ts';
import { createPod } from './create-pod.ts';

const REVISION = 'controller-revision-hash';

function ordinalOf(pod: Pod): number {
  return Number(pod.metadata.name.slice(pod.metadata.name.lastIndexOf('-') + 1));
}

/** One step: remove what is too many, create the first that is missing, or replace the last that is outdated. */
function step(state: ClusterState, set: Workload, pods: readonly Pod[], revision: string): void {
  const desired = set.spec.replicas ?? 1;
  const surplus = pods.filter((pod) => ordinalOf(pod) >= desired);
  for (const pod of surplus) state.store.remove(pod);
  const kept = pods.filter((pod) => ordinalOf(pod) < desired);
  if (kept.some((pod) => !isReady(pod) && pod.metadata.labels?.[REVISION] === revision)) return;
  const missing = Array.from({ length: desired }, (_, ordinal) => ordinal).find(
    (ordinal) => !kept.some((pod) => ordinalOf(pod) === ordinal),
  );
  if (missing !== undefined) {
    const name = `${set.metadata.name}-${missing}`;
    const labels = { [REVISION]: revision, 'statefulset.kubernetes.io/pod-name': name };
    createPod(state, set, set.spec.template, { name, labels, component: 'statefulset-controller' });
    return;
  }
  const outdated = kept.filter((pod) => pod.metadata.labels?.[REVISION] !== revision);
  const last = outdated.toSorted((a, b) => ordinalOf(b) - ordinalOf(a))[0];
  if (last !== undefined) state.store.remove(last);
}

function reconcile(state: ClusterState, set: Workload): void {
  const owned = (): readonly Pod[] =>
    controlledBy(state.store.list('v1', 'Pod', set.metadata.namespace), set);
  const revision = `${set.metadata.name}-${shortHash(set.spec.template)}`;
  step(state, set, owned(), revision);
  const pods = owned();
  const ready = pods.filter(isReady).length;
  const updated = pods.filter((pod) => pod.metadata.labels?.[REVISION] === revision).length;
  state.store.replace({
    ...set,
    status: {
      observedGeneration: set.metadata.generation,
      replicas: pods.length,
      readyReplicas: ready,
      availableReplicas: ready,
      currentReplicas: updated,
      updatedReplicas: updated,
      currentRevision: revision,
      updateRevision: revision,
    },
  });
}

/** StatefulSets → Pods, one at a time and in order. */
export function runStatefulSets(state: ClusterState): void {
  for (const set of state.store.list('apps/v1', 'StatefulSet')) reconcile(state, set);
}
