import { refText } from '../../domain/objects.ts';
import type { Workload } from '../workloads/workload.ts';
import type { Effect } from './effect.ts';
import { isOwnLabel, type Labels, liveLabels, plannedLabels } from './pod-labels.ts';
import type { PodSelector } from './pod-selector.ts';
import { holderText, workloadsText } from './words.ts';

/** Labels that tell applications apart by convention, best first: https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/ */
const conventional = [
  'app.kubernetes.io/component',
  'app.kubernetes.io/name',
  'app.kubernetes.io/instance',
  'k8s-app',
  'app',
  'component',
];

/** How to have what was meant without catching the intruders. */
export function captureRemedy(
  before: PodSelector | undefined,
  after: PodSelector,
  effect: Effect & { kind: 'captures' },
  changesSelector: boolean,
): string {
  const narrowing = narrowingRemedy(before, after, effect);
  if (changesSelector) return narrowing;
  const labels = `leave out the labels by which ${holderText(after)} selects`;
  return effect.meant.length === 0 ? labels : `${labels}, or first ${narrowing}`;
}

function narrowingRemedy(
  before: PodSelector | undefined,
  after: PodSelector,
  { meant, intruders }: Effect & { kind: 'captures' },
): string {
  const label = tellingApart(meant, intruders);
  const where = `the selector of ${holderText(after)}`;
  const wanted = workloadsText(meant);
  if (label === undefined) {
    const name = meant[0]?.ref.name ?? 'web';
    return `give the pod template of ${wanted} a label that ${workloadsText(intruders)} does not have, such as app.kubernetes.io/component=${name}, and wait for its roll-out; then add it to ${where}. A label on ${workloadsText(intruders)} alone does not help: a selector matches whatever more labels a pod has`;
  }
  const text = `${label.key}=${label.value}`;
  const required = requires(before, label);
  const change = required && !requires(after, label) ? `keep ${text} in ${where}` : `add ${text} to ${where}`;
  const isCarried = meant.flatMap(liveLabels).every((labels) => labels[label.key] === label.value);
  return isCarried ? change : `wait until every pod of ${wanted} carries ${text}, then ${change}`;
}

/** How to change labels or selectors in an order that never leaves nothing. */
export function emptyRemedy(
  before: PodSelector | undefined,
  after: PodSelector | undefined,
  effect: Effect & { kind: 'empties' },
  changesSelector: boolean,
): string {
  const wanted = workloadsText(effect.workloads);
  if (!changesSelector) {
    const holder = before === undefined ? 'its selector' : `the selector of ${holderText(before)}`;
    return `keep the labels that match ${holder}, or first change that selector to labels that ${wanted} will still have`;
  }
  switch (effect.why) {
    case 'pods-do-not-match-yet':
      return `wait until the roll-out of ${wanted} has replaced its pods, then change the selector`;
    case 'no-pods':
      return `change the selector once ${wanted} has pods that are ready`;
    case 'nothing-matches': {
      const missing = missingLabels(after, effect.workloads);
      const present = `select by labels that the pods of ${wanted} carry: ${presentLabels(effect.workloads)}`;
      return missing === ''
        ? present
        : `${present}; or first put ${missing} on the pod template of ${wanted} and wait for its roll-out`;
    }
    case 'template-does-not-match':
    case 'port-missing':
    case 'only-others-left':
      return keepRemedy(before, effect);
  }
}

/** What went must come back: by the label that tells it from what is left. */
function keepRemedy(before: PodSelector | undefined, effect: Effect & { kind: 'empties' }): string {
  const { lost, workloads } = effect;
  if (lost.length === 0) {
    return `select by labels of the workload that ${before === undefined ? 'it' : holderText(before)} is meant for; ${workloadsText(workloads)} is not it`;
  }
  const label = tellingApart(lost, workloads);
  const labels = label === undefined ? presentLabels(lost) : `${label.key}=${label.value}`;
  return `keep ${workloadsText(lost)} selected, by ${labels}`;
}

interface Label {
  readonly key: string;
  readonly value: string;
}

/** A label that every pod to come of what is meant has, and no pod of the intruders. */
function tellingApart(meant: readonly Workload[], intruders: readonly Workload[]): Label | undefined {
  const [first, ...rest] = meant.flatMap(plannedLabels);
  const strangers = intruders.flatMap((workload) => [...plannedLabels(workload), ...liveLabels(workload)]);
  const labels = Object.entries(first ?? {})
    .map(([key, value]): Label => ({ key, value }))
    .filter(({ key }) => isOwnLabel(key))
    .filter(({ key, value }) => rest.every((others) => others[key] === value))
    .filter(({ key, value }) => strangers.every((others) => others[key] !== value));
  return labels.sort((one, other) => rankOf(one) - rankOf(other) || (one.key < other.key ? -1 : 1))[0];
}

function rankOf({ key }: Label): number {
  const rank = conventional.indexOf(key);
  return rank < 0 ? conventional.length : rank;
}

function requires(selector: PodSelector | undefined, { key, value }: Label): boolean {
  return (selector?.alternatives ?? []).some((requirements) =>
    requirements.some(
      (one) => one.key === key && one.operator === 'In' && one.values.length === 1 && one.values[0] === value,
    ),
  );
}

function presentLabels(workloads: readonly Workload[]): string {
  const texts = workloads.map((workload) => {
    const [labels] = plannedLabels(workload);
    return `${labelsText(labels ?? {})} (${refText(workload.ref)})`;
  });
  return texts.join('; ');
}

/** The equality requirements that no workload meets. */
function missingLabels(selector: PodSelector | undefined, workloads: readonly Workload[]): string {
  const [requirements] = selector?.alternatives ?? [];
  const carried = workloads.flatMap(plannedLabels);
  const missing = (requirements ?? []).filter(
    (one) => one.operator === 'In' && !carried.some((labels) => one.values.includes(labels[one.key] ?? '')),
  );
  return missing.map(({ key, values }) => `${key}=${values[0] ?? ''}`).join(', ');
}

function labelsText(labels: Labels): string {
  return Object.entries(labels)
    .filter(([key]) => isOwnLabel(key))
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
}
