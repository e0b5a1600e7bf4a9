import type { actionNames } from './action-names.ts';
import type { DocumentOf } from './document-schemas.ts';
import type { RuleSource } from './policies.ts';
import { type PolicyProblem, problemAt } from './policy-error.ts';

type ActionName = (typeof actionNames)[number];
type RuleDocument = DocumentOf<'ActionPolicy'>['spec']['rules'][number];
type BoundDocument = NonNullable<RuleDocument['params']>[number];
type Locate = (path: readonly PropertyKey[]) => RuleSource;

/**
 * What is too wide about a rule that lets actions run without people: it has to name the action, the target and the
 * bound of every parameter, each of them without a glob. Opening a pull request leaves its words and edits to whoever
 * merges it.
 */
export function unattendedProblems(document: RuleDocument, locate: Locate): readonly PolicyProblem[] {
  if (document.approval === undefined) return [];
  const wide = (path: readonly PropertyKey[], what: string, mend: string) =>
    problemAt(locate(path), `${document.name} lets actions run without people and ${what}`, mend);
  if (document.effect === 'deny') {
    return [wide(['approval'], 'denies them', 'take approval out of the deny rule')];
  }
  const { actions, kinds = [], namespaces = [], names = [], params = [] } = document;
  const opensOnly = actions.every((action) => action === ('open-pull-request' satisfies ActionName));
  return [
    ...(hasGlob(actions) ? [wide(['actions'], 'names no single action', 'write the actions out')] : []),
    ...(kinds.some((kind) => kind.startsWith('firebreak.dev/'))
      ? [wide(['kinds'], 'changes the policies', 'leave those to people')]
      : []),
    ...(hasGlob(kinds) ? [wide(['kinds'], 'names no single kind', 'write the kinds out')] : []),
    ...(hasGlob(namespaces) ? [wide(['namespaces'], 'names no single namespace', 'write them out')] : []),
    ...(names.length === 0 || hasGlob(names)
      ? [wide([], 'does not name its targets', 'write the names of the objects out')]
      : []),
    ...params.flatMap((bound, index) =>
      isBounded(bound) || (opensOnly && isReviewed(bound))
        ? []
        : [wide(['params', index], 'leaves a parameter open', 'give values, or both a lowest and a highest')],
    ),
  ];
}

/** What the reviewers of a pull request look at before they merge it; where it goes is still to be written out. */
function isReviewed({ path: [first = ''] }: BoundDocument): boolean {
  return ['title', 'body', 'edits'].includes(first);
}

function hasGlob(patterns: readonly string[]): boolean {
  return patterns.some((pattern) => pattern.includes('*'));
}

function isBounded({ path, values, integer, quantity }: BoundDocument): boolean {
  if (hasGlob(path)) return false;
  if (values !== undefined) return true;
  if (integer !== undefined) return integer.min !== undefined && integer.max !== undefined;
  if (quantity === undefined) return false;
  const { min, max, minFactor, maxFactor } = quantity;
  return (min ?? minFactor) !== undefined && (max ?? maxFactor) !== undefined;
}
