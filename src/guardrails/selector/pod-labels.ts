import { numberAt } from '../../domain/fields.ts';
import type { KubernetesObject } from '../../domain/objects.ts';
import type { Workload } from '../workloads/workload.ts';

export type Labels = Readonly<Record<string, string>>;

/** The labels that the workload's next pods will carry, those that its controller adds by rule included. */
export function plannedLabels(workload: Workload): readonly Labels[] {
  return workload.makers.flatMap(({ object, template }) =>
    withControllerLabels(object, template.metadata.labels),
  );
}

export function liveLabels(workload: Workload): readonly Labels[] {
  return workload.pods.map((pod) => pod.metadata.labels ?? {});
}

/**
 * Services for single pods of a StatefulSet select by the name label; a set at zero replicas counts as having its
 * first pod. https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#pod-name-label
 */
function withControllerLabels(maker: KubernetesObject, labels: Labels): readonly Labels[] {
  const { name } = maker.metadata;
  switch (maker.kind) {
    case 'StatefulSet': {
      const first = numberAt(maker, 'spec', 'ordinals', 'start') ?? 0;
      const count = Math.max(1, numberAt(maker, 'spec', 'replicas') ?? 1);
      return Array.from({ length: count }, (_, index) => ({
        ...labels,
        'statefulset.kubernetes.io/pod-name': `${name}-${first + index}`,
        'apps.kubernetes.io/pod-index': String(first + index),
      }));
    }
    case 'Job':
      return [{ 'job-name': name, 'batch.kubernetes.io/job-name': name, ...labels }];
    default:
      return [labels];
  }
}

const controllerLabels: ReadonlySet<string> = new Set([
  'pod-template-hash',
  'controller-revision-hash',
  'pod-template-generation',
  'statefulset.kubernetes.io/pod-name',
  'apps.kubernetes.io/pod-index',
  'job-name',
  'batch.kubernetes.io/job-name',
  'controller-uid',
  'batch.kubernetes.io/controller-uid',
]);

/** Labels that people give; the others belong to controllers and change under a selector's feet. */
export function isOwnLabel(key: string): boolean {
  return !controllerLabels.has(key);
}
