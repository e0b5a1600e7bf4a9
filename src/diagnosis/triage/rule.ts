import type { Action } from '../../domain/action.ts';
import type { Cause } from '../../domain/diagnosis.ts';
import { type Json, type ObjectRef, withoutUid } from '../../domain/objects.ts';
import type { CauseCode } from '../taxonomy.ts';
import type { Facts } from './facts.ts';

/** A suspected cause, and what would mend it. */
export interface Finding {
  readonly cause: Cause & { readonly cause: CauseCode };
  /** Only where the mend follows from the cause alone; most causes have none that is safe to name without people. */
  readonly actions: readonly Action[];
}

/** One family of causes: judges what evidence shows, and abstains (an empty list) where it shows nothing of it. */
export type Rule = (facts: Facts) => readonly Finding[];

export function finding(cause: Finding['cause'], actions: readonly Action[] = []): Finding {
  return Object.freeze({ cause: Object.freeze(cause), actions });
}

/** A typed action on an object of the incident. */
export function actionOn(
  facts: Pick<Facts, 'clusterName' | 'namespaces'>,
  action: string,
  target: ObjectRef,
  params: Readonly<Record<string, Json>>,
): Action {
  const [namespace] = facts.namespaces;
  return Object.freeze({
    apiVersion: 'firebreak.dev/v1',
    action,
    cluster: facts.clusterName,
    target: withoutUid(target),
    params,
    ...(namespace === undefined ? {} : { incident: { namespace, namespaces: facts.namespaces } }),
  });
}
