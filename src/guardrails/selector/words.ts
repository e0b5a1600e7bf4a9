import { refOf, refText } from '../../domain/objects.ts';
import type { Workload } from '../workloads/workload.ts';
import type { Effect } from './effect.ts';
import type { PodSelector, SelectorUse } from './pod-selector.ts';
import { offerOf, targetPortsText } from './target-ports.ts';

/** `Service cardboard/web`, `NetworkPolicy cardboard/db (ingress[0])`. */
export function holderText({ holder, use, place }: PodSelector): string {
  const name = refText(refOf(holder));
  return use === 'ingress-peer' || use === 'egress-peer' ? `${name} (${place})` : name;
}

export function workloadsText(workloads: readonly Workload[]): string {
  return workloads.length === 0 ? 'nothing' : workloads.map(({ ref }) => refText(ref)).join(', ');
}

/** What would happen to workloads that a selector would newly match. */
export function captureText(selector: PodSelector, effect: Effect & { kind: 'captures' }): string {
  const intruders = workloadsText(effect.intruders);
  const name = holderText(selector);
  if (!effect.instead) return `${name} would also ${verbs[selector.use]} ${intruders}`;
  return `${name} would ${verbs[selector.use]} ${intruders} instead of ${workloadsText(effect.meant)}`;
}

const verbs: Readonly<Record<SelectorUse, string>> = {
  traffic: 'send traffic to',
  policy: 'apply to',
  'ingress-peer': 'let in',
  'egress-peer': 'let traffic out to',
  budget: 'count the pods of',
};

const losses: Readonly<Record<SelectorUse, string>> = {
  traffic: 'would lose all its endpoints',
  policy: 'would no longer apply to anything',
  'ingress-peer': 'would no longer let in what it lets in',
  'egress-peer': 'would no longer let traffic out to where it goes',
  budget: 'would no longer protect anything',
};

export function emptyText(selector: PodSelector, effect: Effect & { kind: 'empties' }): string {
  const workloads = workloadsText(effect.workloads);
  return `${holderText(selector)} ${losses[selector.use]}: ${reasonText(selector, effect, workloads)}`;
}

function reasonText(selector: PodSelector, effect: Effect & { kind: 'empties' }, workloads: string): string {
  switch (effect.why) {
    case 'nothing-matches':
      return `it selects ${workloads} now and would select nothing`;
    case 'template-does-not-match':
      return `the next pods of ${workloads} would not match, only the present ones do`;
    case 'pods-do-not-match-yet':
      return `the present pods of ${workloads} do not match, only its next ones would`;
    case 'no-pods':
      return `what is left, ${workloads}, has no pods now`;
    case 'port-missing':
      return `what is left, ${workloads}, does not offer port ${targetPortsText(selector.holder)}`;
    case 'only-others-left':
      return `only ${workloads} would be left`;
  }
}

/** What changes without harm. */
export function safeText(selector: PodSelector, effect: Effect & { kind: 'safe' | 'unchanged' }): string {
  const text = `${holderText(selector)} would select ${workloadsText(effect.to)} instead of ${workloadsText(effect.from)}`;
  const isDeaf =
    selector.use === 'traffic' &&
    effect.to.length > 0 &&
    effect.to.every((workload) => offerOf(selector.holder, workload) === 'lacks');
  return isDeaf ? `${text}, which does not offer port ${targetPortsText(selector.holder)}` : text;
}
