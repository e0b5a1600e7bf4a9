import type { NeededRight } from '../actions/action-type.ts';

/** A PolicyRule of RBAC: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#role-and-clusterrole */
export interface PolicyRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

/** One resource's right, and the names of the objects that it is limited to. */
export interface Grant extends NeededRight {
  /** Absent: every name. */
  readonly names?: readonly string[];
}

/** The same grants as few rules: verbs of one resource together, then resources with the same verbs. */
export function policyRules(grants: readonly Grant[]): readonly PolicyRule[] {
  const byResource = groupBy(grants, ({ apiGroup, resource, names }) => [apiGroup, resource, names ?? null]);
  const resources = byResource.map((same) => ({
    ...first(same),
    verbs: unique(same.flatMap(({ verbs }) => verbs)),
  }));
  const byVerbs = groupBy(resources, ({ apiGroup, names, verbs }) => [apiGroup, names ?? null, verbs]);
  return byVerbs.map((same) => {
    const { apiGroup, names, verbs } = first(same);
    return {
      apiGroups: [apiGroup],
      resources: unique(same.map(({ resource }) => resource)),
      ...(names === undefined ? {} : { resourceNames: names }),
      verbs,
    };
  });
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => unknown): readonly (readonly T[])[] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = JSON.stringify(keyOf(item));
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return [...groups].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
}

function first<T>(group: readonly T[]): T {
  const [item] = group;
  if (item === undefined) throw new Error('a group has a first item');
  return item;
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].toSorted();
}
