import { namespaceOf, type ObjectRef, refOf } from '../../domain/objects.ts';
import type { AllowlistFacts } from './facts.ts';

type Touching = Pick<AllowlistFacts, 'action' | 'change'>;

/** Every object that the action names, reads or writes: what it says it is about, and what its request is about. */
export function touchedObjects({ action, change }: Touching): readonly ObjectRef[] {
  if (change === undefined) return [action.target];
  const { before, after, request } = change;
  const objects = [before, after].filter((object) => object !== undefined);
  return [action.target, request.target, ...objects.map(refOf)];
}

/** The namespaces of those objects, each once. */
export function touchedNamespaces(facts: Touching): readonly string[] {
  const namespaces = touchedObjects(facts).map(namespaceOf);
  return [...new Set(namespaces.filter((namespace) => namespace !== undefined))];
}
