import { textAt } from '../../domain/fields.ts';
import type { KubernetesObject } from '../../domain/objects.ts';
import type { Workload } from '../workloads/workload.ts';
import type { PodSelector } from './pod-selector.ts';
import { applicationOf, isSameApplication } from './same-application.ts';
import { livePods, select, type Selected, within, without } from './selection.ts';
import { isForMetrics, isHeadless, offerOf } from './target-ports.ts';

/** A selector and the workloads that it meets, before and after a change; absent where there is no selector. */
export interface SelectorChange {
  readonly before: PodSelector | undefined;
  readonly after: PodSelector | undefined;
  readonly workloadsBefore: readonly Workload[];
  readonly workloadsAfter: readonly Workload[];
}

/** Why a selector would be left with nothing. */
export type EmptyCause =
  | 'nothing-matches'
  | 'template-does-not-match'
  | 'pods-do-not-match-yet'
  | 'no-pods'
  | 'port-missing'
  | 'only-others-left';

/** What a change means for one selector. */
export type Effect =
  | {
      readonly kind: 'unchanged' | 'safe';
      readonly from: readonly Workload[];
      readonly to: readonly Workload[];
    }
  | {
      readonly kind: 'captures';
      readonly meant: readonly Workload[];
      readonly intruders: readonly Workload[];
      readonly instead: boolean;
    }
  | {
      readonly kind: 'empties';
      readonly why: EmptyCause;
      /** What is left, or, where nothing is, what was there. */
      readonly workloads: readonly Workload[];
      /** What was selected and would be no longer. */
      readonly lost: readonly Workload[];
    };

/** Judges the change, not the state: what was already selected is never held against it. */
export function effectOf(change: SelectorChange): Effect {
  const selector = change.after ?? change.before;
  const from = select(change.before, change.workloadsBefore);
  const to = select(change.after, change.workloadsAfter);
  const harm =
    selector && (capture(selector, from, to, isForAll(change.before)) ?? emptying(selector, from, to));
  if (harm !== undefined) return harm;
  const isSame = from.length === to.length && without(to, from).length === 0;
  return { kind: isSame ? 'unchanged' : 'safe', from: workloads(from), to: workloads(to) };
}

/** The workloads in groups that each serve one thing, as a canary and its stable version do. */
export function applicationsAmong(list: readonly Workload[]): readonly (readonly Workload[])[] {
  const groups = new Map<string, Workload[]>();
  for (const workload of list) {
    const application = applicationOf(workload);
    const group = groups.get(application);
    if (group === undefined) groups.set(application, [workload]);
    else group.push(workload);
  }
  return [...groups.values()];
}

function capture(
  selector: PodSelector,
  from: readonly Selected[],
  to: readonly Selected[],
  wasForAll: boolean,
): Effect | undefined {
  const meant = from.length > 0 ? workloads(from) : likelyMeant(selector, workloads(to));
  const meantApplications = new Set(meant.map(applicationOf));
  const intruders = workloads(without(to, from)).filter(
    (workload) => !meantApplications.has(applicationOf(workload)),
  );
  if (intruders.length === 0 || isSharedByDesign(selector, from, intruders)) return undefined;
  // Whoever wrote a policy for every pod of the namespace meant those to come.
  if (wasForAll && selector.use !== 'traffic') return undefined;
  const instead = within(to, from).length === 0 && from.length > 0;
  if (isRepair(selector, workloads(from), workloads(to))) return undefined;
  return { kind: 'captures', meant, intruders, instead };
}

function isForAll(selector: PodSelector | undefined): boolean {
  return selector?.alternatives.some((requirements) => requirements.length === 0) === true;
}

/** Where nothing was selected before: the application that offers the ports, or is called like the selector's holder. */
function likelyMeant(selector: PodSelector, list: readonly Workload[]): readonly Workload[] {
  const groups = applicationsAmong(list);
  const { holder } = selector;
  const offering = groups.filter((group) => group.some((one) => offerOf(holder, one) === 'offers'));
  const named = groups.find((group) => group.some((one) => one.ref.name === holder.metadata.name));
  if (offering.length === 1) return offering[0] ?? [];
  return named ?? offering[0] ?? groups[0] ?? [];
}

/**
 * Policies and budgets that were made for several applications, or are new, go on being that; so do headless
 * Services through which the members of a ring find each other, all of them on the Service's own port, and Services
 * for metrics, behind which every pod is asked by itself.
 */
function isSharedByDesign(
  selector: PodSelector,
  from: readonly Selected[],
  intruders: readonly Workload[],
): boolean {
  const { use, holder } = selector;
  if (use !== 'traffic') return from.length === 0 || applicationsAmong(workloads(from)).length > 1;
  const allOffer = intruders.every((workload) => offerOf(holder, workload) === 'offers');
  if (isForMetrics(holder)) return allOffer;
  if (!isHeadless(holder)) return false;
  const isGoverned = (workload: Workload): boolean => isGovernedBy(holder, workload);
  // Sets that name one Service as theirs share it, as a primary and its replicas do.
  return intruders.every(isGoverned) || (allOffer && !workloads(from).some(isGoverned));
}

/** A Service that pointed only at pods without its port, and now points at those that have it. */
function isRepair(selector: PodSelector, from: readonly Workload[], to: readonly Workload[]): boolean {
  return (
    selector.use === 'traffic' &&
    from.every((workload) => offerOf(selector.holder, workload) === 'lacks') &&
    to.every((workload) => offerOf(selector.holder, workload) === 'offers') &&
    applicationsAmong(to).length === 1
  );
}

function emptying(
  selector: PodSelector,
  from: readonly Selected[],
  to: readonly Selected[],
): Effect | undefined {
  if (from.length === 0) return undefined;
  const empties = (why: EmptyCause, list: readonly Selected[]): Effect => ({
    kind: 'empties',
    why,
    workloads: workloads(list),
    lost: workloads(without(from, to)),
  });
  if (to.length === 0) return empties('nothing-matches', from);
  const planned = to.filter((selected) => selected.planned);
  if (planned.length === 0 && from.some((selected) => selected.planned)) {
    return empties('template-does-not-match', to);
  }
  const namesake = from.find(({ workload }) => workload.ref.name === selector.holder.metadata.name);
  const isReturn =
    namesake !== undefined && within(to, [namesake]).length > 0 && hasOnlyStrangers(from, namesake);
  if (livePods(from) > 0 && livePods(to) === 0 && !isReturn) {
    const asleep = to.every(({ workload }) => workload.pods.length === 0);
    return empties(asleep ? 'no-pods' : 'pods-do-not-match-yet', to);
  }
  if (selector.use !== 'traffic') return undefined;
  const offers = (list: readonly Selected[]): boolean =>
    list.some(({ workload }) => offerOf(selector.holder, workload) === 'offers');
  const lacks = to.every(({ workload }) => offerOf(selector.holder, workload) === 'lacks');
  if (offers(from) && lacks) return empties('port-missing', to);
  if (namesake === undefined) return undefined;
  const remains = to.some(
    ({ workload }) =>
      workload.ref.name === namesake.workload.ref.name || isSameApplication(workload, namesake.workload),
  );
  return remains ? undefined : empties('only-others-left', to);
}

/** What it is named after has no pods, and all that it has are another application's: letting go of them is no loss. */
function hasOnlyStrangers(from: readonly Selected[], namesake: Selected): boolean {
  const alive = from.filter(({ live }) => live > 0);
  return (
    namesake.workload.pods.length === 0 &&
    alive.every(({ workload }) => !isSameApplication(workload, namesake.workload))
  );
}

/** The Service that gives a StatefulSet's pods their DNS names speaks for that set alone; each pod names it too. */
function isGovernedBy(service: KubernetesObject, workload: Workload): boolean {
  if (workload.ref.kind !== 'StatefulSet') return false;
  const { name } = service.metadata;
  return workload.makers.some(
    ({ object }) =>
      textAt(object, 'spec', 'serviceName') === name || textAt(object, 'spec', 'subdomain') === name,
  );
}

function workloads(selection: readonly Selected[]): readonly Workload[] {
  return selection.map(({ workload }) => workload);
}
