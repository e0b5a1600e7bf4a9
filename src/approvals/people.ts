import { identityOf, type SignInMethod } from '../domain/decision.ts';
import type { KnownPerson } from '../guardrails/policies/policies.ts';

/** What a window knows of somebody before the Approvers policy says who it is. */
export interface Seen {
  readonly via: SignInMethod;
  /** The window's own names for them, the steadiest first; a name that they may choose themselves is none. */
  readonly ids: readonly string[];
  readonly groups?: readonly string[];
}

export interface Person {
  readonly via: SignInMethod;
  readonly name: string;
  readonly groups: readonly string[];
}

/**
 * Who somebody is, the same in every window. Undefined for a Slack user whom the policy does not know: Slack signs
 * nobody in, and unmapped they could be the second person to themselves.
 */
export function identifyPerson(
  { via, ids, groups = [] }: Seen,
  people: readonly KnownPerson[],
): Person | undefined {
  const [first = ''] = ids;
  if (via === 'shared-token') return { via, name: first, groups: [] };
  const keys = new Set(ids.map(identityOf));
  const known = people.find(({ aliases }) => aliases[via].some((alias) => keys.has(identityOf(alias))));
  if (known !== undefined) {
    return { via, name: known.name, groups: [...new Set([...groups, ...known.groups])] };
  }
  if (via === 'slack' || first === '') return undefined;
  // Nobody becomes a known person by having their name elsewhere.
  const taken = people.some(({ name }) => identityOf(name) === identityOf(first));
  return { via, name: taken ? `${first} (${via})` : first, groups };
}
