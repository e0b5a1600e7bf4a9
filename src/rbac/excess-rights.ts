import type { Grant, PolicyRule } from './policy-rule.ts';
import type { ScopedGrant } from './rule-grants.ts';

/** Questions about oneself, which the ClusterRole system:basic-user lets everybody ask. */
const selfReviews: ReadonlySet<string> = new Set([
  'selfsubjectaccessreviews',
  'selfsubjectrulesreviews',
  'selfsubjectreviews',
]);

const readVerbs: ReadonlySet<string> = new Set(['get', 'list', 'watch']);

export interface ExcessRights {
  /** Such as `update deployments.apps`. */
  readonly writing: readonly string[];
  readonly reading: readonly string[];
}

/** What rules give in a namespace beyond the rights that are needed. Whoever may list may watch. */
export function excessRights(
  rules: readonly PolicyRule[],
  needed: readonly ScopedGrant[],
  namespace: string,
): ExcessRights {
  const here = needed.filter((each) => each.namespace === undefined || each.namespace === namespace);
  const excess = rules.flatMap((rule) =>
    rule.apiGroups.flatMap((group) =>
      rule.resources
        .filter((resource) => !selfReviews.has(resource))
        .flatMap((resource) =>
          rule.verbs
            .filter((verb) => !here.some(({ grant }) => covers(grant, { group, resource, verb, rule })))
            .map((verb) => ({ verb, text: `${verb} ${resource}${group === '' ? '' : `.${group}`}` })),
        ),
    ),
  );
  const textsOf = (isRead: boolean) =>
    [
      ...new Set(excess.filter(({ verb }) => readVerbs.has(verb) === isRead).map(({ text }) => text)),
    ].toSorted();
  return { writing: textsOf(false), reading: textsOf(true) };
}

interface Asked {
  readonly group: string;
  readonly resource: string;
  readonly verb: string;
  readonly rule: PolicyRule;
}

function covers(grant: Grant, { group, resource, verb, rule }: Asked): boolean {
  const names = grant.names;
  return (
    grant.apiGroup === group &&
    grant.resource === resource &&
    grant.verbs.includes(verb === 'watch' ? 'list' : verb) &&
    (names === undefined || rule.resourceNames?.every((name) => names.includes(name)) === true)
  );
}
