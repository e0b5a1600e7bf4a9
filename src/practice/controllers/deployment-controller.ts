import { isDeepStrictEqual } from 'node:util';
import type { ClusterState } from '../cluster-state.ts';
import { type Condition, isReady, type Pod, type PodTemplate, type Workload } from '../kinds.ts';
import { timestamp } from '../object-store.ts';
import { controlledBy, ownerReference } from '../owners.ts';
import { shortHash } from '../random.ts';

const REVISION = 'deployment.kubernetes.io/revision';
const HASH = 'pod-template-hash';

function revisionOf(workload: Workload): number {
  return Number(workload.metadata.annotations?.[REVISION] ?? 0);
}

function withRevision<T extends Workload>(workload: T, revision: number): T {
  const annotations = { ...workload.metadata.annotations, [REVISION]: String(revision) };
  return { ...workload, metadata: { ...workload.metadata, annotations } };
}

function withHash(template: PodTemplate, hash: string): PodTemplate {
  return {
    ...template,
    metadata: { ...template.metadata, labels: { ...template.metadata?.labels, [HASH]: hash } },
  };
}

function withReplicas(replicaSet: Workload, replicas: number): Workload {
  return { ...replicaSet, spec: { ...replicaSet.spec, replicas } };
}

function sameTemplate(replicaSet: Workload, deployment: Workload): boolean {
  const hash = replicaSet.spec.template.metadata?.labels?.[HASH];
  return (
    hash !== undefined &&
    isDeepStrictEqual(replicaSet.spec.template, withHash(deployment.spec.template, hash))
  );
}

function createReplicaSet(state: ClusterState, deployment: Workload, revision: number): Workload {
  const { name, namespace } = deployment.metadata;
  const hash = shortHash(deployment.spec.template);
  return state.store.create<Workload>({
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${name}-${hash}`,
      ...(namespace === undefined ? {} : { namespace }),
      labels: { ...deployment.spec.template.metadata?.labels, [HASH]: hash },
      annotations: { [REVISION]: String(revision) },
      ownerReferences: [ownerReference(deployment)],
    },
    spec: {
      replicas: 0,
      selector: { matchLabels: { ...deployment.spec.selector.matchLabels, [HASH]: hash } },
      template: withHash(deployment.spec.template, hash),
    },
  });
}

function podsOf(state: ClusterState, replicaSet: Workload): readonly Pod[] {
  return controlledBy(state.store.list('v1', 'Pod', replicaSet.metadata.namespace), replicaSet);
}

function replicasOf(workload: Workload): number {
  return workload.spec.replicas ?? 1;
}

/**
 * One step of a rolling update with the default strategy: a quarter more pods than wanted, rounded up, and a quarter
 * fewer ready ones, rounded down. Pods that are not ready go first.
 */
function roll(state: ClusterState, desired: number, current: Workload, old: readonly Workload[]): void {
  const surge = Math.ceil(desired * 0.25);
  const fewestReady = desired - Math.floor(desired * 0.25);
  const oldTotal = old.reduce((sum, replicaSet) => sum + replicasOf(replicaSet), 0);
  const next = Math.max(0, Math.min(desired, desired + surge - oldTotal));
  if (next > replicasOf(current) || replicasOf(current) > desired) {
    state.store.replace(withReplicas(current, next));
  }
  const ready = (replicaSet: Workload): number => podsOf(state, replicaSet).filter(isReady).length;
  let spare = [current, ...old].reduce((sum, replicaSet) => sum + ready(replicaSet), 0) - fewestReady;
  for (const replicaSet of old) {
    const unready = replicasOf(replicaSet) - ready(replicaSet);
    // While nothing new is ready, unready pods go only as far as the new ones already stand in for them.
    const removable = Math.min(unready, Math.max(0, podsOf(state, current).filter(isReady).length));
    const down = removable + Math.max(0, Math.min(ready(replicaSet), spare));
    spare -= Math.max(0, down - removable);
    if (down > 0) state.store.replace(withReplicas(replicaSet, Math.max(0, replicasOf(replicaSet) - down)));
  }
}

function condition(
  deployment: Workload,
  type: string,
  status: boolean,
  reason: string,
  now: string,
): Condition {
  const conditions = (deployment.status?.['conditions'] ?? []) as readonly Condition[];
  const before = conditions.find((one) => one.type === type);
  const same = before?.status === (status ? 'True' : 'False');
  return {
    type,
    status: status ? 'True' : 'False',
    reason,
    lastTransitionTime: same ? (before.lastTransitionTime ?? now) : now,
  };
}

function statusOf(state: ClusterState, deployment: Workload, current: Workload, all: readonly Workload[]) {
  const desired = replicasOf(deployment);
  const pods = all.flatMap((replicaSet) => podsOf(state, replicaSet));
  const ready = pods.filter(isReady).length;
  const updated = podsOf(state, current).length;
  const now = timestamp(state.now());
  const available = ready >= desired - Math.floor(desired * 0.25);
  const done = updated === desired && ready >= desired && pods.length === desired;
  return {
    observedGeneration: deployment.metadata.generation,
    replicas: pods.length,
    updatedReplicas: updated,
    ...(ready === 0 ? {} : { readyReplicas: ready, availableReplicas: ready }),
    ...(desired - ready > 0 ? { unavailableReplicas: desired - ready } : {}),
    conditions: [
      condition(
        deployment,
        'Available',
        available,
        available ? 'MinimumReplicasAvailable' : 'MinimumReplicasUnavailable',
        now,
      ),
      condition(deployment, 'Progressing', true, done ? 'NewReplicaSetAvailable' : 'ReplicaSetUpdated', now),
    ],
  };
}

function reconcile(state: ClusterState, given: Workload): void {
  const { namespace, name } = given.metadata;
  const owned = (): readonly Workload[] =>
    controlledBy(state.store.list('apps/v1', 'ReplicaSet', namespace), given);
  const newest = Math.max(0, ...owned().map(revisionOf));
  const found = owned().find((replicaSet) => sameTemplate(replicaSet, given));
  const revision = found !== undefined && revisionOf(found) === newest ? newest : newest + 1;
  const current =
    found === undefined ? createReplicaSet(state, given, revision) : withRevision(found, revision);
  state.store.replace(current);
  const old = owned().filter((replicaSet) => replicaSet.metadata.name !== current.metadata.name);
  roll(state, replicasOf(given), current, old);
  const spare = old
    .filter((replicaSet) => replicasOf(replicaSet) === 0)
    .sort((a, b) => revisionOf(b) - revisionOf(a))
    .slice(given.spec.revisionHistoryLimit ?? 10);
  for (const replicaSet of spare) state.store.remove(replicaSet);
  const deployment = state.store.get('apps/v1', 'Deployment', namespace, name) ?? given;
  const status = statusOf(state, deployment, current, owned());
  state.store.replace({ ...withRevision(deployment, revision), status });
}

/** Deployments → ReplicaSets, with revisions and rolling updates. */
export function runDeployments(state: ClusterState): void {
  for (const deployment of state.store.list('apps/v1', 'Deployment')) reconcile(state, deployment);
}
