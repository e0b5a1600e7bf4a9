import { listAt, textAt } from '../domain/fields.ts';
import type { KubernetesObject } from '../domain/objects.ts';

/**
 * Why a controller cannot make pods, as it says on the workload itself: events are gone after an hour, this stays.
 * https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#deployment-status (`ReplicaFailure`)
 */
export function replicaFailure(workload: KubernetesObject): string | undefined {
  const failing = listAt(workload, 'status', 'conditions').find(
    (condition) =>
      textAt(condition, 'type') === 'ReplicaFailure' &&
      textAt(condition, 'status') === 'True' &&
      textAt(condition, 'reason') === 'FailedCreate',
  );
  return textAt(failing, 'message');
}
