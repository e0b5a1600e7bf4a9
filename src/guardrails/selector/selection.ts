import { refKey } from '../../domain/objects.ts';
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
  return workloads.flatMap((workload) => {
    const planned = plannedLabels(workload).some((labels) => selects(selector, labels));
    const live = liveLabels(workload).filter((labels) => selects(selector, labels)).length;
    return planned || live > 0 ? [{ workload, planned, live }] : [];
  });
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
