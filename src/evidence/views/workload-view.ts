import { field, listAt, numberAt, textAt, textMapAt } from '../../domain/fields.ts';
import type { Requirement } from '../../domain/label-selector.ts';
import { fromLabelSelector } from '../../domain/label-selector.ts';
import type { KubernetesObject } from '../../domain/objects.ts';
import { templatePlace } from '../../domain/template-place.ts';

/** One container of a pod template. Of its environment there are names only: values may be secrets. */
export interface TemplateContainer {
  readonly name: string;
  readonly init: boolean;
  readonly image: string;
  readonly envNames: readonly string[];
  readonly requests: Readonly<Record<string, string>>;
  readonly limits: Readonly<Record<string, string>>;
  readonly raw: unknown;
}

/** The path to the pod template; a Pod is its own. */
export function templatePath(kind: string): readonly string[] | undefined {
  return kind === 'Pod' ? [] : templatePlace(kind);
}

/** The pod template (`metadata` and `spec`) of a workload, or undefined for other kinds. */
export function podTemplate(object: KubernetesObject): unknown {
  const path = templatePath(object.kind);
  return path === undefined ? undefined : field(object, ...path);
}

export function templateLabels(object: KubernetesObject): Readonly<Record<string, string>> {
  return textMapAt(podTemplate(object), 'metadata', 'labels');
}

export function templateContainers(object: KubernetesObject): readonly TemplateContainer[] {
  const template = podTemplate(object);
  return [
    ...listAt(template, 'spec', 'initContainers').map((raw) => templateContainer(raw, true)),
    ...listAt(template, 'spec', 'containers').map((raw) => templateContainer(raw, false)),
  ];
}

function templateContainer(raw: unknown, init: boolean): TemplateContainer {
  return {
    name: textAt(raw, 'name') ?? '',
    init,
    image: textAt(raw, 'image') ?? '',
    envNames: listAt(raw, 'env').flatMap((variable) => textAt(variable, 'name') ?? []),
    requests: quantities(field(raw, 'resources', 'requests')),
    limits: quantities(field(raw, 'resources', 'limits')),
    raw,
  };
}

/** A quantity may be written as a bare number. */
function quantities(value: unknown): Readonly<Record<string, string>> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, quantity]) => ['string', 'number'].includes(typeof quantity))
      .map(([name, quantity]) => [name, String(quantity)]),
  );
}

export interface ReplicaView {
  readonly desired: number;
  readonly ready: number;
  readonly updated: number;
  /** Pods of older revisions that are still there, as `kubectl rollout status` counts them. */
  readonly old: number;
  /** The controller has seen the newest spec; until then the numbers are about an older one. */
  readonly observed: boolean;
}

/** Desired and ready replicas of a Deployment, StatefulSet, DaemonSet or ReplicaSet; undefined for other kinds. */
export function replicaView(object: KubernetesObject): ReplicaView | undefined {
  const observed =
    (numberAt(object, 'status', 'observedGeneration') ?? 0) >= (object.metadata.generation ?? 0);
  const ready = numberAt(object, 'status', 'readyReplicas') ?? 0;
  switch (object.kind) {
    case 'Deployment':
    case 'StatefulSet': {
      const desired = numberAt(object, 'spec', 'replicas') ?? 1;
      const updated = numberAt(object, 'status', 'updatedReplicas') ?? 0;
      const all = numberAt(object, 'status', 'replicas') ?? updated;
      // A StatefulSet replaces its pods one at a time: `updated` says all that there is to say.
      const old = object.kind === 'Deployment' ? Math.max(0, all - updated) : 0;
      return { desired, ready, updated, old, observed };
    }
    case 'ReplicaSet': {
      const desired = numberAt(object, 'spec', 'replicas') ?? 1;
      return { desired, ready, updated: desired, old: 0, observed };
    }
    case 'DaemonSet':
      return {
        desired: numberAt(object, 'status', 'desiredNumberScheduled') ?? 0,
        ready: numberAt(object, 'status', 'numberReady') ?? 0,
        updated: numberAt(object, 'status', 'updatedNumberScheduled') ?? 0,
        old: 0,
        observed,
      };
    default:
      return undefined;
  }
}

/** What the workload selects its pods by; undefined where it does not say, as a CronJob, or cannot be read. */
export function workloadSelector(object: KubernetesObject): readonly Requirement[] | undefined {
  const selector = field(object, 'spec', 'selector');
  const requirements = selector === undefined ? undefined : fromLabelSelector(selector);
  return requirements === undefined || requirements.length === 0 ? undefined : requirements;
}
