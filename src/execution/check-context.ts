import type { Execution } from '../domain/execution.ts';
import type { ApiRequest } from '../domain/request.ts';
import type { ReasonCode } from '../domain/reasons.ts';
import type { VerificationCheck } from '../domain/verification.ts';
import type { ClusterReader } from '../ports/cluster.ts';

/** A step that is in the cluster: because it was written there, or because a merged pull request was applied. */
export type ClusterExecution = Execution & { readonly request: ApiRequest };

/** What a verification check may look at: the step that ran, and the cluster as it is. */
export interface CheckContext {
  readonly execution: ClusterExecution;
  readonly cluster: ClusterReader;
  readonly condition: () => Promise<'holds' | 'gone' | 'unknown'>;
  /** How long things have to hold, in seconds. */
  readonly stableSeconds: number;
  readonly now: Date;
}

/** Empty where the check has nothing to say about this kind of object. */
export type VerificationCheckFunction = (context: CheckContext) => Promise<readonly VerificationCheck[]>;

/** One line of a verification. */
export function check(
  name: string,
  outcome: VerificationCheck['outcome'],
  reason: ReasonCode,
  message: string,
): readonly VerificationCheck[] {
  return [{ name, outcome, reason, message }];
}
