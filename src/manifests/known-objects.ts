import { type KubernetesObject, refKey, refOf } from '../domain/objects.ts';
import {
  holdsPodSelectors,
  InvalidSelectorError,
  type PodSelector,
  podSelectorsOf,
} from '../guardrails/selector/pod-selector.ts';
import { type Workload, workloadsOf } from '../guardrails/workloads/workload.ts';

/** What is known of one namespace. */
export interface KnownNamespace {
  readonly objects: readonly KubernetesObject[];
  /** The Namespace's own; undefined where it is not known. */
  readonly labels: Readonly<Record<string, string>> | undefined;
  readonly workloads: readonly Workload[];
  /** By holder and place; a selector that cannot be read is not among them. */
  readonly selectors: ReadonlyMap<string, PodSelector>;
}

/** One state of everything that is known, namespace by namespace; each is worked out once, when it is asked for. */
export function knownObjects(objects: readonly KubernetesObject[]): (namespace: string) => KnownNamespace {
  const byNamespace = new Map<string, KubernetesObject[]>();
  const labels = new Map<string, Readonly<Record<string, string>>>();
  for (const object of objects) {
    const { namespace, name } = object.metadata;
    if (object.kind === 'Namespace') labels.set(name, object.metadata.labels ?? {});
    if (namespace === undefined) continue;
    const others = byNamespace.get(namespace);
    if (others === undefined) byNamespace.set(namespace, [object]);
    else others.push(object);
  }
  const known = new Map<string, KnownNamespace>();
  return (namespace) => {
    const present = known.get(namespace) ?? know(byNamespace.get(namespace) ?? [], labels.get(namespace));
    known.set(namespace, present);
    return present;
  };
}

function know(
  objects: readonly KubernetesObject[],
  labels: Readonly<Record<string, string>> | undefined,
): KnownNamespace {
  const selectors = objects.filter(holdsPodSelectors).flatMap((holder) => readable(holder, labels));
  return {
    objects,
    labels,
    workloads: workloadsOf(objects.filter((object) => !isHelmTest(object))),
    selectors: new Map(selectors.map((selector) => [selectorKey(selector), selector])),
  };
}

export function selectorKey({ holder, place }: PodSelector): string {
  return `${refKey(refOf(holder))} ${place}`;
}

function readable(
  holder: KubernetesObject,
  labels: Readonly<Record<string, string>> | undefined,
): readonly PodSelector[] {
  try {
    return podSelectorsOf(holder, labels);
  } catch (cause) {
    if (cause instanceof InvalidSelectorError) return [];
    throw cause;
  }
}

/**
 * `helm create` gives its test Pod the labels of the application, yet installs it only on `helm test`, for a moment.
 * https://helm.sh/docs/topics/chart_tests/
 */
function isHelmTest({ metadata }: KubernetesObject): boolean {
  const hooks = metadata.annotations?.['helm.sh/hook']?.split(',').map((hook) => hook.trim()) ?? [];
  return hooks.length > 0 && hooks.every((hook) => /^test(?:-success|-failure)?$/u.test(hook));
}
