import { isDeepStrictEqual } from 'node:util';
import type { PlannedChange } from '../actions/action-type.ts';
import { controllerOf, ownerRef } from '../domain/controller.ts';
import { field, numberAt, textAt } from '../domain/fields.ts';
import { type KubernetesObject, objectKey, type ObjectRef, refKey } from '../domain/objects.ts';
import { isOwnLabel, type Labels } from './selector/pod-labels.ts';
import { podTemplateOf } from './workloads/pod-template.ts';

/** Labels that the pods of each workload will carry once its changed template has rolled out, by the workload's key. */
export type RollOuts = ReadonlyMap<string, Labels>;

/** The roll-outs that changes start and that replace every pod by themselves. */
export function rollOutsOf(changes: readonly Pick<PlannedChange, 'before' | 'after'>[]): RollOuts {
  return new Map(
    changes.flatMap(({ before, after }) => {
      const template = after && podTemplateOf(after);
      if (after === undefined || template === undefined || !replacesEveryPod(after)) return [];
      if (before !== undefined && isDeepStrictEqual(podTemplateOf(before), template)) return [];
      return [[objectKey(after), template.metadata.labels] as const];
    }),
  );
}

/**
 * https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#pausing-and-resuming-a-deployment
 * https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#update-strategies
 */
function replacesEveryPod(workload: KubernetesObject): boolean {
  switch (workload.kind) {
    case 'Deployment':
      return field(workload, 'spec', 'paused') !== true;
    case 'StatefulSet':
    case 'DaemonSet':
      return (
        textAt(workload, 'spec', 'updateStrategy', 'type') !== 'OnDelete' &&
        (numberAt(workload, 'spec', 'updateStrategy', 'rollingUpdate', 'partition') ?? 0) === 0
      );
    default:
      return false;
  }
}

/** The pods as the roll-outs leave them: those of another workload as they are, those of such a one made anew. */
export function rolledOut(
  pods: readonly KubernetesObject[],
  replicaSets: readonly KubernetesObject[],
  rollOuts: RollOuts,
): readonly KubernetesObject[] {
  const sets = new Map(replicaSets.map((set) => [objectKey(set), set]));
  return pods.map((pod) => {
    const root = rootOf(pod, sets);
    const labels = root === undefined ? undefined : rollOuts.get(refKey(root));
    if (labels === undefined) return pod;
    const byController = Object.entries(pod.metadata.labels ?? {}).filter(([key]) => !isOwnLabel(key));
    return {
      ...pod,
      metadata: { ...pod.metadata, labels: { ...Object.fromEntries(byController), ...labels } },
    };
  });
}

/** The workload behind a pod; a Deployment stands behind its ReplicaSet. */
function rootOf(pod: KubernetesObject, sets: ReadonlyMap<string, KubernetesObject>): ObjectRef | undefined {
  const owner = controllerOf(pod);
  if (owner === undefined) return undefined;
  const ref = ownerRef(owner, pod);
  const set = sets.get(refKey(ref));
  const above = set && controllerOf(set);
  return set === undefined || above === undefined ? ref : ownerRef(above, set);
}
