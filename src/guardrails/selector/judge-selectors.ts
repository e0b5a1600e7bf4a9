import { bareRefOf, type ObjectRef, refKey } from '../../domain/objects.ts';
import type { Verdict } from '../../domain/verdict.ts';
import { applicationsAmong, type Effect, effectOf, type SelectorChange } from './effect.ts';
import type { PodSelector } from './pod-selector.ts';
import { captureRemedy, emptyRemedy } from './remedy.ts';
import { captureText, emptyText, holderText, safeText, workloadsText } from './words.ts';

/** A verdict of this layer before it says which layer it is. */
export type Judgement = Omit<Verdict, 'layer'>;

/** One verdict about all selectors that a change touches; `changesSelector` tells it from a change of labels. */
export function judgeSelectors(changes: readonly SelectorChange[], changesSelector: boolean): Judgement {
  const judged = changes.flatMap((change) => {
    const selector = change.after ?? change.before;
    return selector === undefined ? [] : [{ change, selector, effect: effectOf(change) }];
  });
  const harms = judged.flatMap(({ change, selector, effect }) => {
    const harm = harmOf(change, selector, effect, changesSelector);
    return harm === undefined ? [] : [harm];
  });
  const [first] = harms.toSorted((one, other) => rankOf(one) - rankOf(other));
  if (first === undefined) return harmless(judged);
  return {
    outcome: 'refuse',
    reason: first.reason,
    message: harms.map(({ message }) => message).join('; '),
    remedy: [...new Set(harms.map(({ remedy }) => remedy))].join('; '),
    objects: distinct(harms.map(({ object }) => object)),
  };
}

interface Harm {
  readonly reason: 'selector.captures-second-workload' | 'selector.loses-all-endpoints';
  readonly message: string;
  readonly remedy: string;
  readonly object: ObjectRef;
}

function harmOf(
  { before, after }: SelectorChange,
  selector: PodSelector,
  effect: Effect,
  changesSelector: boolean,
): Harm | undefined {
  const object = bareRefOf(selector.holder);
  switch (effect.kind) {
    case 'captures':
      return {
        reason: 'selector.captures-second-workload',
        message: captureText(selector, effect),
        remedy: captureRemedy(before, after ?? selector, effect, changesSelector),
        object,
      };
    case 'empties':
      return {
        reason: 'selector.loses-all-endpoints',
        message: emptyText(selector, effect),
        remedy: emptyRemedy(before, after, effect, changesSelector),
        object,
      };
    case 'safe':
    case 'unchanged':
      return undefined;
  }
}

function rankOf({ reason }: Harm): number {
  return reason === 'selector.captures-second-workload' ? 0 : 1;
}

interface Judged {
  readonly selector: PodSelector;
  readonly effect: Effect;
}

function harmless(judged: readonly Judged[]): Judgement {
  const texts = judged.flatMap(({ selector, effect }) =>
    effect.kind === 'safe' ? [safeText(selector, effect)] : [],
  );
  const notes = judged.flatMap(({ selector, effect }) => overlapNote(selector, effect));
  return texts.length > 0
    ? { outcome: 'pass', reason: 'selector.safe', message: [...texts, ...notes].join('; ') }
    : {
        outcome: 'pass',
        reason: 'selector.unchanged',
        message: ['every selector goes on selecting what it selects', ...notes].join('; '),
      };
}

/** An overlap that this change did not make, and people may want to know of. */
function overlapNote(selector: PodSelector, effect: Effect): readonly string[] {
  if (selector.use !== 'traffic' || (effect.kind !== 'safe' && effect.kind !== 'unchanged')) return [];
  if (applicationsAmong(effect.to).length < 2) return [];
  return [`${holderText(selector)} was already shared by ${workloadsText(effect.to)}`];
}

function distinct(refs: readonly ObjectRef[]): readonly ObjectRef[] {
  return [...new Map(refs.map((ref) => [refKey(ref), ref])).values()];
}
