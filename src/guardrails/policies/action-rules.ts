import { fromLabelSelector } from '../../domain/label-selector.ts';
import { parseQuantity } from '../../domain/quantity.ts';
import { actionNames } from './action-names.ts';
import { compileCondition } from './condition.ts';
import type { DocumentOf } from './document-schemas.ts';
import { globMatches } from './glob.ts';
import type { ActionRule, RuleSource } from './policies.ts';
import { type PolicyProblem, problemAt } from './policy-error.ts';
import { unattendedProblems } from './unattended-rule.ts';

type RuleDocument = DocumentOf<'ActionPolicy'>['spec']['rules'][number];
type BoundDocument = NonNullable<RuleDocument['params']>[number];
type Locate = (path: readonly PropertyKey[]) => RuleSource;

export type RuleReading =
  | { readonly ok: true; readonly rule: ActionRule }
  | { readonly ok: false; readonly problems: readonly PolicyProblem[] };

/** Makes a rule of what the file says, or says what a schema cannot see. `locate` takes paths within the rule. */
export function readActionRule(document: RuleDocument, locate: Locate): RuleReading {
  const problems = [
    ...unknownActions(document, locate),
    ...wideAllowRule(document, locate),
    ...unattendedProblems(document, locate),
    ...(document.params ?? []).flatMap((bound, index) => contradictions(bound, ['params', index], locate)),
  ];
  const { labelSelector, when, ...rest } = document;
  const labels = labelSelector === undefined ? undefined : fromLabelSelector(labelSelector);
  const compiled = when === undefined ? undefined : compileCondition(when);
  if (compiled?.ok === false) {
    const problem = `the expression of ${document.name} does not compile: ${compiled.problem}`;
    problems.push(problemAt(locate(['when']), problem, 'mend the CEL; it has to give true or false'));
  }
  if (problems.length > 0) return { ok: false, problems };

  const rule: ActionRule = {
    ...rest,
    source: locate([]),
    ...(labels === undefined ? {} : { labels }),
    ...(compiled?.ok === true ? { when: compiled.condition } : {}),
  };
  return { ok: true, rule };
}

function unknownActions(document: RuleDocument, locate: Locate): readonly PolicyProblem[] {
  return document.actions.flatMap((glob, index) => {
    if (actionNames.some((name) => globMatches(glob, name))) return [];
    const mend = `use one of ${actionNames.join(', ')}`;
    return [problemAt(locate(['actions', index]), `${glob} matches no action of the catalogue`, mend)];
  });
}

/** An allow rule says what it opens: kinds always, and where those are cluster-scoped, which ones by name. */
function wideAllowRule(document: RuleDocument, locate: Locate): readonly PolicyProblem[] {
  if (document.effect === 'deny') return [];
  if (document.kinds === undefined) {
    return [problemAt(locate([]), `${document.name} allows without kinds`, 'name the kinds that it covers')];
  }
  if (document.namespaces !== undefined || document.names !== undefined) return [];
  const mend = 'give namespaces, or for cluster-scoped objects their names';
  return [problemAt(locate([]), `${document.name} allows without namespaces or names`, mend)];
}

function contradictions(
  bound: BoundDocument,
  path: readonly PropertyKey[],
  locate: Locate,
): readonly PolicyProblem[] {
  const { quantity = {}, integer = {} } = bound;
  const ranges: readonly (readonly [number | undefined, number | undefined, string])[] = [
    [parsed(quantity.min), parsed(quantity.max), 'quantity'],
    [quantity.minFactor, quantity.maxFactor, 'quantity factors'],
    [integer.min, integer.max, 'integer'],
  ];
  const empty = ranges
    .filter(([min, max]) => min !== undefined && max !== undefined && min > max)
    .map(([, , what]) => problemAt(locate(path), `the ${what}: min is above max`, 'swap them'));
  if (!bound.path.slice(0, -1).includes('**')) return empty;
  return [
    ...empty,
    problemAt(locate([...path, 'path']), '** stands before the end of a path', 'use * for one segment'),
  ];
}

function parsed(quantity: string | undefined): number | undefined {
  return quantity === undefined ? undefined : parseQuantity(quantity);
}
