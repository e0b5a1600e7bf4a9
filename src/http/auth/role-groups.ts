import { type Role, roles } from './role.ts';

/** Groups whose members have a role; `*` is everybody whom the provider or the proxy lets through. */
export type RoleGroups = Readonly<Record<Role, readonly string[]>>;

/** The highest role that one of the groups has; undefined: none, and so no way in. */
export function roleOfGroups(groups: readonly string[], mapping: RoleGroups): Role | undefined {
  return roles.findLast((role) => mapping[role].some((group) => group === '*' || groups.includes(group)));
}
