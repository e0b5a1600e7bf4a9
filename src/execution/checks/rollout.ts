import { numberAt } from '../../domain/fields.ts';
import { type KubernetesObject, refText } from '../../domain/objects.ts';
import { check, type VerificationCheckFunction } from '../check-context.ts';

interface Progress {
  readonly desired: number;
  readonly updated: number;
  readonly ready: number;
  readonly total: number;
}

/**
 * Ready equals desired, on the newest template, with no old pod left. Pods are counted by their controller: a walk over
 * pods says "healthy" when there are none.
 */
export const rollout: VerificationCheckFunction = async ({ execution, cluster }) => {
  const { target } = execution.request;
  const object = await cluster.get(target);
  const progress = object === undefined ? undefined : progressOf(object);
  if (object === undefined || progress === undefined) return [];
  const name = refText(target);
  const generation = object.metadata.generation ?? 0;
  const observed = numberAt(object, 'status', 'observedGeneration') ?? 0;
  if (observed < generation) {
    return check(
      'rollout',
      'not-yet',
      'verification.not-ready',
      `${name} has not been taken up by its controller yet`,
    );
  }
  const { desired, updated, ready, total } = progress;
  const complete = updated >= desired && ready >= desired && total <= Math.max(updated, desired);
  return complete
    ? check('rollout', 'holds', 'verification.ready', `${name}: ${ready} of ${desired} replicas ready`)
    : check(
        'rollout',
        'not-yet',
        'verification.not-ready',
        `${name}: ${ready} of ${desired} replicas ready, ${updated} on the new template, ${total} in all`,
      );
};

function progressOf(object: KubernetesObject): Progress | undefined {
  const status = (name: string) => numberAt(object, 'status', name) ?? 0;
  switch (object.kind) {
    case 'Deployment':
    case 'StatefulSet':
      return {
        desired: numberAt(object, 'spec', 'replicas') ?? 1,
        updated: status('updatedReplicas'),
        ready: status('readyReplicas'),
        total: status('replicas'),
      };
    case 'DaemonSet':
      return {
        desired: status('desiredNumberScheduled'),
        updated: status('updatedNumberScheduled'),
        ready: status('numberReady'),
        total: status('currentNumberScheduled'),
      };
    default:
      return undefined;
  }
}
