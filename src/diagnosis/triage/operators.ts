import { controllerOf, ownerRef } from '../../domain/controller.ts';
import type { Action } from '../../domain/action.ts';
import type { ObjectRef } from '../../domain/objects.ts';
import { refText } from '../../domain/objects.ts';
import { isWorkload } from '../../evidence/kinds.ts';
import type { Facts } from './facts.ts';

/** The custom resource whose operator made an object and would overrule whoever else changes it. */
export function operatorOf(facts: Facts, ref: ObjectRef): ObjectRef | undefined {
  const seen = facts.find(ref);
  const owner = seen === undefined ? undefined : controllerOf(seen.object);
  return seen === undefined || owner === undefined || isWorkload(owner)
    ? undefined
    : ownerRef(owner, seen.object);
}

/** Why an action on what an operator owns is not proposed: the change belongs into the operator's own object. */
export function overruled(facts: Facts, actions: readonly Action[]): readonly string[] {
  return actions.flatMap(({ action, target }) => {
    const owner = operatorOf(facts, target);
    return owner === undefined
      ? []
      : [
          `${action} on ${refText(target)} is not proposed: ${refText(owner)} owns it and would change it back`,
        ];
  });
}
