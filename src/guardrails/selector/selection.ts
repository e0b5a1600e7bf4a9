import { field } from '../../domain/fields.ts';
import { type KubernetesObject, refKey } from '../../domain/objects.ts';
import { podTemplateOf } from '../workloads/pod-template.ts';
import type { Workload } from '../workloads/workload.ts';
import { liveLabels, plannedLabels } from './pod-labels.ts';
import { type PodSelector, selects } from './pod-selector.ts';

/** A workload that a selector chooses, now or once its pods are replaced. */
export interface Selected {
  readonly workload: Workload;
  /** Pods made from its template would be chosen. */
  readonly planned: boolean;
  /** How many of its present pods are chosen. */
  readonly live: number;
}

/** A label set is chosen if the selector is a subset of it: more labels never hide a pod from a Service. */
export function select(
  selector: PodSelector | undefined,
  workloads: readonly Workload[],
): readonly Selected[] {
  if (selector === undefined) return [];
  return workloads.flatMap((whole) => {
    const workload = isForNetwork(selector) ? inPodNetwork(whole) : whole;
    const planned = plannedLabels(workload).some((labels) => selects(selector, labels));
    const live = liveLabels(workload).filter((labels) => selects(selector, labels)).length;
    return planned || live > 0 ? [{ workload: whole, planned, live }] : [];
  });
}

function isForNetwork({ use }: PodSelector): boolean {
  return use === 'policy' || use === 'ingress-peer' || use === 'egress-peer';
}

/**
 * What of a workload NetworkPolicies can tell: pods in the host's network have the node's address, and network plugins
 * treat them as the node. https://kubernetes.io/docs/concepts/services-networking/network-policies/#networkpolicy-and-hostnetwork-pods
 */
function inPodNetwork(workload: Workload): Workload {
  const makers = workload.makers.filter(({ template }) => !isOnHost(template.spec));
  const pods = workload.pods.filter((pod) => !usesHostNetwork(pod));
  return { ...workload, makers, pods };
}

/** Whether every pod that a workload has and will have is in the network of its host. */
export function isInHostNetwork({ makers, pods }: Workload): boolean {
  return makers.every(({ template }) => isOnHost(template.spec)) && pods.every(usesHostNetwork);
}

/** Whether the pods of an object share the network of their node. */
export function usesHostNetwork(object: KubernetesObject): boolean {
  return isOnHost(object.kind === 'Pod' ? object['spec'] : podTemplateOf(object)?.spec);
}

function isOnHost(podSpec: unknown): boolean {
  return field(podSpec, 'hostNetwork') === true;
}

export function keyOf({ workload }: Selected): string {
  return refKey(workload.ref);
}

/** The selected workloads of `one` that `other` does not have. */
export function without(one: readonly Selected[], other: readonly Selected[]): readonly Selected[] {
  const keys = new Set(other.map(keyOf));
  return one.filter((selected) => !keys.has(keyOf(selected)));
}

/** The selected workloads of `one` that `other` has too. */
export function within(one: readonly Selected[], other: readonly Selected[]): readonly Selected[] {
  const keys = new Set(other.map(keyOf));
  return one.filter((selected) => keys.has(keyOf(selected)));
}

export function livePods(selection: readonly Selected[]): number {
  return selection.reduce((sum, { live }) => sum + live, 0);
}
