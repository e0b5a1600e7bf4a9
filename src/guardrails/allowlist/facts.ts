import type { KubernetesObject } from '../../domain/objects.ts';
import type { Verdict } from '../../domain/verdict.ts';
import type { GuardrailContext } from '../guardrail.ts';

/** Everything that the allowlist judges by, read beforehand, so that the judgement itself is a pure function. */
export interface AllowlistFacts
  extends Pick<
    GuardrailContext,
    'action' | 'mode' | 'policies' | 'clusterName' | 'ownNamespace' | 'scope' | 'history' | 'now'
  > {
  /** Absent where there is no target to plan on. */
  readonly change?: GuardrailContext['change'];
  /** The target's Namespace; null for cluster-scoped targets, `unread` where no condition asks or it cannot be read. */
  readonly namespaceObject: KubernetesObject | null | 'unread';
  /** Asked only where the target is missing. */
  readonly namespaceExists: boolean | 'unread';
}

/** Why the allowlist says no. */
export type Refusal = Pick<Verdict, 'reason' | 'message' | 'rule' | 'remedy'>;

export type AllowlistCheck = (facts: AllowlistFacts) => Refusal | undefined;
