import type { Requirement } from '../domain/label-selector.ts';
import type { ActionRule } from '../guardrails/policies/policies.ts';
import { meetsOneBound, withinBounds } from './bounds.ts';
import { anyGlob, every, literal, list, not, some } from './cel.ts';
import type { WriteShape } from './write-shape.ts';

/** What a rule can be held against. */
export interface RuleView {
  readonly shape: Pick<WriteShape, 'params' | 'paramsMap'>;
  /** CEL of the target's name. */
  readonly name: string;
  /** CEL of the target's labels before and after the write; absent where nothing is there. */
  readonly before?: string;
  readonly after?: string;
  /** CEL that stands for `oldObject` in a rule's `when`. */
  readonly oldObject: string;
}

/** CEL: the allow rule covers the write, as far as the write shows. */
export function allows(rule: ActionRule, view: RuleView): string {
  return every([
    place(rule, view.name),
    ...(rule.labels === undefined ? [] : [labelsMeet(rule.labels, view.before)]),
    withinBounds(rule.params ?? [], view.shape.params),
    whenText(rule, view) ?? 'true',
  ]);
}

/** CEL: the deny rule is about the write. Where its condition cannot be told, it is. */
export function denies(rule: ActionRule, view: RuleView): string {
  return every([
    place(rule, view.name),
    ...(rule.labels === undefined
      ? []
      : [some([labelsMeet(rule.labels, view.before), labelsMeet(rule.labels, view.after)])]),
    rule.params === undefined ? 'true' : meetsOneBound(rule.params, view.shape.params),
    whenText(rule, view) ?? 'true',
  ]);
}

/** Whether a rule's `when` needs parameters that the write does not show. */
export function isBlind({ when }: ActionRule, { shape }: Pick<RuleView, 'shape'>): boolean {
  return when !== undefined && /\bparams\b/u.test(when.text) && shape.paramsMap === undefined;
}

function place({ namespaces, names, effect }: ActionRule, name: string): string {
  return every([
    ...(namespaces === undefined
      ? effect === 'deny'
        ? []
        : ['variables.place == ""']
      : ['variables.place != ""', anyGlob('variables.place', namespaces)]),
    ...(names === undefined ? [] : [anyGlob(name, names)]),
  ]);
}

function labelsMeet(requirements: readonly Requirement[], labels: string | undefined): string {
  if (labels === undefined) return 'false';
  return every(
    requirements.map(({ key, operator, values }) => {
      const there = `${literal(key)} in ${labels}`;
      const isIn = every([there, `${labels}[${literal(key)}] in ${list(values)}`]);
      switch (operator) {
        case 'In':
          return isIn;
        case 'NotIn':
          return not(isIn);
        case 'Exists':
          return there;
        case 'DoesNotExist':
          return not(there);
        default:
          return operator satisfies never;
      }
    }),
  );
}

/** The rule's own expression; variables of a comprehension stand for what admission has under no or another name. */
function whenText(rule: ActionRule, view: RuleView): string | undefined {
  if (rule.when === undefined || isBlind(rule, view)) return undefined;
  const withParams =
    view.shape.paramsMap === undefined
      ? `(${rule.when.text})`
      : `[dyn(${view.shape.paramsMap})].all(params, ${rule.when.text})`;
  return view.oldObject === 'oldObject'
    ? withParams
    : `[dyn(${view.oldObject})].all(oldObject, ${withParams})`;
}
