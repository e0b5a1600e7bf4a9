import type { KubernetesObject } from '../../domain/objects.ts';
import type { ContainerView, PodView } from './pod-view.ts';
import { isStuck } from './pod-view.ts';
import { replicaView } from './workload-view.ts';

/** Twice the longest crash-loop back-off: within it, running now is no proof of staying up. */
export const recentRestartMilliseconds = 10 * 60_000;

/**
 * Whether everything desired is ready and has been left alone: ready equals desired for the observed generation, no
 * container is stuck, and none has restarted of late. Absent pods are not healthy pods, and while pods of an older
 * revision serve in place of new ones the roll-out is not over.
 */
export function isHealthy(workload: KubernetesObject, pods: readonly PodView[], now: Date): boolean {
  const replicas = replicaView(workload);
  if (replicas === undefined || !replicas.observed || replicas.ready < replicas.desired) return false;
  if (replicas.updated < replicas.desired || replicas.old > 0) return false;
  return pods.every((pod) =>
    pod.containers.every((container) => !isStuck(container) && !restartedLately(container, now)),
  );
}

export function restartedLately(container: ContainerView, now: Date): boolean {
  const ended = container.last?.finishedAt ?? (container.restarts > 0 ? container.runningSince : undefined);
  if (ended === undefined) return false;
  return now.getTime() - Date.parse(ended) < recentRestartMilliseconds;
}
