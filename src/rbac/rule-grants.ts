import { catalogue } from '../actions/catalogue.ts';
import type { ActionType, NeededRight } from '../actions/action-type.ts';
import { isClosed } from '../guardrails/allowlist/untouchable.ts';
import { anyGlobMatches } from '../guardrails/policies/glob.ts';
import { type ActionRule, ruleText } from '../guardrails/policies/policies.ts';
import type { Grant } from './policy-rule.ts';

/** A grant everywhere, or in one namespace. */
export interface ScopedGrant {
  /** Absent: the whole cluster. */
  readonly namespace?: string;
  readonly grant: Grant;
}

export interface RuleGrants {
  readonly grants: readonly ScopedGrant[];
  /** Why rights could not be derived, for whoever applies the rest. */
  readonly notes: readonly string[];
}

/** The rights that an allow rule of the policies implies: those of its actions on its kinds, where it allows them. */
export function ruleGrants(rule: ActionRule, isOpen: (namespace: string) => boolean): RuleGrants {
  const types = catalogue.filter(({ name }) => anyGlobMatches(rule.actions, name));
  const kinds = types.flatMap((type) => allowedKinds(rule, type).map((kind) => ({ type, kind })));
  const wide = types.filter(({ kinds: own }) => own.length === 0 && rule.kinds?.includes('*') === true);
  return {
    grants: kinds.flatMap(({ type, kind }) =>
      type.rights(kind).flatMap((right) => scoped(rule, kind, right, isOpen)),
    ),
    notes: wide.map(
      ({ name }) =>
        `${ruleText(rule)} allows ${name} on every kind: no right is derived from that, name its kinds`,
    ),
  };
}

/** The kinds, as policies write them, on which a rule allows an action of this type; none of them is closed. */
export function allowedKinds(rule: ActionRule, { kinds: own }: Pick<ActionType, 'kinds'>): readonly string[] {
  const named = (rule.kinds ?? []).flatMap((kind) => (kind === '*' ? own : [kind]));
  return named.filter((kind) => {
    const slash = kind.indexOf('/');
    const [group, bare] = [kind.slice(0, Math.max(slash, 0)), kind.slice(slash + 1)];
    return (own.length === 0 || own.includes(bare)) && !isClosed({ apiVersion: `${group}/v1`, kind: bare });
  });
}

function scoped(
  rule: ActionRule,
  kind: string,
  right: NeededRight,
  isOpen: (namespace: string) => boolean,
): readonly ScopedGrant[] {
  // A Namespace's own name is its namespace, and the object lies in none.
  if (kind === 'Namespace') {
    const names = (rule.names ?? rule.namespaces)?.filter((name) => isGlob(name) || isOpen(name));
    return namedGrants(right, names);
  }
  const { namespaces } = rule;
  const grants = namedGrants(right, rule.names);
  if (namespaces === undefined || namespaces.some(isGlob)) return grants;
  return namespaces.filter(isOpen).flatMap((namespace) => grants.map(({ grant }) => ({ namespace, grant })));
}

/** RBAC cannot narrow `list` and `create` by name: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-resources */
const unnamedVerbs: ReadonlySet<string> = new Set(['list', 'create']);

function namedGrants(right: NeededRight, names: readonly string[] | undefined): readonly ScopedGrant[] {
  if (names?.length === 0) return [];
  if (names === undefined || names.some(isGlob)) return [{ grant: right }];
  const [unnamed, named] = [true, false].map((wanted) =>
    right.verbs.filter((verb) => unnamedVerbs.has(verb) === wanted),
  );
  return [
    ...(unnamed?.length ? [{ grant: { ...right, verbs: unnamed } }] : []),
    ...(named?.length ? [{ grant: { ...right, verbs: named, names: names.toSorted() } }] : []),
  ];
}

function isGlob(text: string): boolean {
  return text.includes('*');
}
