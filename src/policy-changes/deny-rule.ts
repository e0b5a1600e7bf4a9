import { hashOf } from '../domain/canonical.ts';
import type { JsonObject } from '../domain/objects.ts';
import type { Mistake } from '../domain/mistake.ts';

/** How much a rule denies: on the one object, in its namespace, or wherever objects of the kind are. */
export const denyScopes = ['object', 'namespace', 'everywhere'] as const;
export type DenyScope = (typeof denyScopes)[number];

/**
 * A rule that denies what a mistake did, made of the names that the ledger has and of one sentence by a person.
 * Undefined where the mistake was no action on an object.
 */
export function denyRuleOf(
  { action, kind, namespace, name }: Mistake,
  scope: DenyScope,
  message: string,
): JsonObject | undefined {
  if (![action, kind, name].every(isPlain)) return undefined;
  // A Namespace stands in no namespace, whatever the alerts are about.
  const where = kind === 'Namespace' ? '' : namespace;
  if (where === '' ? scope === 'namespace' : !isPlain(where)) return undefined;
  const rule = {
    effect: 'deny',
    actions: [action],
    kinds: [kind],
    ...(scope !== 'everywhere' && where !== '' ? { namespaces: [where] } : {}),
    ...(scope === 'object' ? { names: [name] } : {}),
    message,
  };
  // The same rule has the same name, so that it is not there twice.
  const { message: _message, ...judged } = rule;
  return { name: `deny-${action}-${hashOf(judged).replace('sha256:', '').slice(0, 8)}`, ...rule };
}

/** A name as Kubernetes and the catalogue have them: no glob, and no text that a model made up. */
export function isPlain(name: string): boolean {
  return /^[A-Za-z0-9][\w.:-]{0,252}$/u.test(name);
}
