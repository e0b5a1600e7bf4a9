import { field, listAt, textMapAt } from '../../domain/fields.ts';
import type { KubernetesObject } from '../../domain/objects.ts';

type Texts = Readonly<Record<string, string>>;

/** The fields of a pod spec that hold containers. */
export const containerLists = ['initContainers', 'containers', 'ephemeralContainers'] as const;

/** What pods are made from. `spec` is raw JSON. */
export interface PodTemplate {
  readonly metadata: { readonly labels: Texts; readonly annotations: Texts };
  readonly spec: unknown;
}

/**
 * The pod template of an object, or the Pod itself; undefined for what makes no pods. Custom resources that hold
 * one where Deployments do (an Argo Rollout, say) count, since their pods meet the same rules.
 */
export function podTemplateOf(object: KubernetesObject): PodTemplate | undefined {
  switch (object.kind) {
    case 'Pod':
      return templateFrom(object);
    case 'PodTemplate':
      return templateFrom(object['template']);
    case 'Deployment':
    case 'ReplicaSet':
    case 'StatefulSet':
    case 'DaemonSet':
    case 'Job':
    case 'ReplicationController':
      return templateFrom(field(object, 'spec', 'template'));
    case 'CronJob':
      return templateFrom(field(object, 'spec', 'jobTemplate', 'spec', 'template'));
    default: {
      const template = field(object, 'spec', 'template');
      return listAt(template, 'spec', 'containers').length > 0 ? templateFrom(template) : undefined;
    }
  }
}

function templateFrom(template: unknown): PodTemplate | undefined {
  const spec = field(template, 'spec');
  if (spec === undefined || spec === null) return undefined;
  const labels = textMapAt(template, 'metadata', 'labels');
  const annotations = textMapAt(template, 'metadata', 'annotations');
  return { metadata: { labels, annotations }, spec };
}
