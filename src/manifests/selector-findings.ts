import { isDeepStrictEqual } from 'node:util';
import { field } from '../domain/fields.ts';
import { refKey, refOf } from '../domain/objects.ts';
import type { SelectorChange } from '../guardrails/selector/effect.ts';
import { choiceOf, type PodSelector } from '../guardrails/selector/pod-selector.ts';
import { select } from '../guardrails/selector/selection.ts';
import type { Workload } from '../guardrails/workloads/workload.ts';
import type { Comparison } from './comparison.ts';
import { keyOfChange } from './comparison.ts';
import type { KnownNamespace } from './known-objects.ts';

/** Both states of one namespace. */
export interface KnownPair {
  readonly before: KnownNamespace;
  readonly after: KnownNamespace;
}

/** A selector whose meaning a changed object may have altered. */
export interface Touched {
  readonly change: SelectorChange;
  /** The object that is judged holds the selector itself. */
  readonly own: boolean;
}

/**
 * The selectors of a namespace by the key of the changed object that has to answer for them: the holder, where it is
 * what changed, and otherwise the workloads that it selects or would select.
 */
export function touchedSelectors(
  { changes, relative }: Comparison,
  { before, after }: KnownPair,
): ReadonlyMap<string, readonly Touched[]> {
  const changed = new Set(changes.map(keyOfChange));
  const isChanged = ({ ref }: Workload): boolean => changed.has(refKey(ref));
  const changedBefore = before.workloads.filter(isChanged);
  const changedAfter = after.workloads.filter(isChanged);
  const touched = new Map<string, Touched[]>();
  const add = (key: string, entry: Touched): void => {
    const others = touched.get(key);
    if (others === undefined) touched.set(key, [entry]);
    else others.push(entry);
  };
  for (const [key, next] of after.selectors) {
    const old = before.selectors.get(key);
    const change = changeOf(old, next, { before, after });
    const holder = refKey(refOf(next.holder));
    const isOwn = changed.has(holder) && (!relative || !isSameChoice(old, next));
    if (isOwn) add(holder, { change, own: true });
    else {
      const involved = [...select(old, changedBefore), ...select(next, changedAfter)];
      const keys = new Set(involved.map(({ workload }) => refKey(workload.ref)));
      for (const workload of keys) add(workload, { change, own: false });
    }
  }
  return touched;
}

function changeOf(
  old: PodSelector | undefined,
  next: PodSelector,
  { before, after }: KnownPair,
): SelectorChange {
  return {
    before: isReplaced(old, next, { before, after }) ? undefined : old,
    after: next,
    workloadsBefore: before.workloads,
    workloadsAfter: after.workloads,
  };
}

/** Everything that was selected is deleted, and something else takes its place: there is nothing left to catch it from. */
function isReplaced(old: PodSelector | undefined, next: PodSelector, { before, after }: KnownPair): boolean {
  const kept = new Set(after.workloads.map(({ ref }) => refKey(ref)));
  const from = select(old, before.workloads);
  return (
    from.length > 0 &&
    from.every(({ workload }) => !kept.has(refKey(workload.ref))) &&
    select(next, after.workloads).length > 0
  );
}

/** The same pods, and the same ports of theirs. */
function isSameChoice(old: PodSelector | undefined, next: PodSelector): boolean {
  const ports = (selector: PodSelector): unknown => field(selector.holder, 'spec', 'ports');
  return (
    old !== undefined &&
    isDeepStrictEqual(choiceOf(old), choiceOf(next)) &&
    isDeepStrictEqual(ports(old), ports(next))
  );
}
