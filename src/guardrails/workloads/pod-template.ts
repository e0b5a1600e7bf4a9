import { field, listAt, textMapAt } from '../../domain/fields.ts';
import type { KubernetesObject } from '../../domain/objects.ts';
import { templatePlace } from '../../domain/template-place.ts';

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
  const template = rawTemplateOf(object);
  if (!hasSpec(template)) return undefined;
  const labels = textMapAt(template, 'metadata', 'labels');
  const annotations = textMapAt(template, 'metadata', 'annotations');
  return { metadata: { labels, annotations }, spec: template.spec };
}

/** Whether an object is a Pod, or holds a template from which pods are made. */
export function makesPods(object: KubernetesObject): boolean {
  return hasSpec(rawTemplateOf(object));
}

function hasSpec(template: unknown): template is { readonly spec: unknown } {
  return (field(template, 'spec') ?? undefined) !== undefined;
}

function rawTemplateOf(object: KubernetesObject): unknown {
  if (object.kind === 'Pod') return object;
  if (object.kind === 'PodTemplate') return object['template'];
  const place = templatePlace(object.kind);
  if (place !== undefined) return field(object, ...place);
  const template = field(object, 'spec', 'template');
  return listAt(template, 'spec', 'containers').length > 0 ? template : undefined;
}
