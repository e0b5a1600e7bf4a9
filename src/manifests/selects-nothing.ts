import { textMapAt } from '../domain/fields.ts';
import { type Requirement, selectorText } from '../domain/label-selector.ts';
import type { Judgement } from '../guardrails/selector/judge-selectors.ts';
import { plannedLabels } from '../guardrails/selector/pod-labels.ts';
import type { PodSelector, SelectorUse } from '../guardrails/selector/pod-selector.ts';
import { emptyRemedy } from '../guardrails/selector/remedy.ts';
import { select } from '../guardrails/selector/selection.ts';
import { holderText, workloadsText } from '../guardrails/selector/words.ts';
import { podTemplateOf } from '../guardrails/workloads/pod-template.ts';
import type { Workload } from '../guardrails/workloads/workload.ts';
import { refOf } from '../domain/objects.ts';
import type { KnownNamespace } from './known-objects.ts';
import { isKubernetesOwn } from './scope.ts';

/** Peers of a policy often name clients that come one day, so an empty one is no mistake. */
const meantForSomething: ReadonlySet<SelectorUse> = new Set(['traffic', 'policy', 'budget']);

/**
 * A selector that matches no known workload although one of them looks meant: it is called like the selector's holder,
 * or carries a label of the same key. Undefined where nothing speaks for a mistake: manifests need not be complete.
 */
export function judgeSelectsNothing(selector: PodSelector, known: KnownNamespace): Judgement | undefined {
  if (!meantForSomething.has(selector.use) || select(selector, known.workloads).length > 0) return undefined;
  if (isForOperator(selector, known)) return undefined;
  const meant = likelyMeant(selector, known.workloads);
  if (meant.length === 0) return undefined;
  const text = selector.alternatives.map(selectorText).join(' or ');
  return {
    outcome: 'refuse',
    reason: 'selector.selects-nothing',
    message: `${holderText(selector)} selects nothing: no known workload carries ${text}; ${workloadsText(meant)} looks meant`,
    remedy: emptyRemedy(
      undefined,
      selector,
      { kind: 'empties', why: 'nothing-matches', workloads: meant, lost: [] },
      true,
    ),
    objects: [refOf(selector.holder)],
  };
}

/** Operators make pods that no manifest shows, and label them with the name of their custom resource. */
function isForOperator({ alternatives }: PodSelector, { objects }: KnownNamespace): boolean {
  const operated = objects.filter(
    (object) => !isKubernetesOwn(object) && podTemplateOf(object) === undefined,
  );
  const values = new Set(alternatives.flat().flatMap((requirement) => requirement.values));
  return operated.some(({ metadata }) => values.has(metadata.name));
}

function likelyMeant(selector: PodSelector, workloads: readonly Workload[]): readonly Workload[] {
  const namesake = workloads.filter(({ ref }) => ref.name === selector.holder.metadata.name);
  if (namesake.length > 0) return namesake;
  const requirements = selector.alternatives.flat();
  const scored = workloads.map((workload) => ({ workload, score: likeness(requirements, workload) }));
  const best = Math.max(0, ...scored.map(({ score }) => score));
  return scored.filter(({ score }) => score === best && best > 0).map(({ workload }) => workload);
}

/** An equal label says more than one of the same key with another value. */
function likeness(requirements: readonly Requirement[], workload: Workload): number {
  const [labels] = plannedLabels(workload);
  const carried = textMapAt(labels);
  return requirements
    .filter(({ operator }) => operator === 'In')
    .map(({ key, values }) => {
      const value = Object.hasOwn(carried, key) ? carried[key] : undefined;
      if (value === undefined) return 0;
      return values.includes(value) ? 100 : 1;
    })
    .reduce((sum: number, score) => sum + score, 0);
}
