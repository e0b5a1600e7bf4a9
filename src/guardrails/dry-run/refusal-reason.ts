import type { ReasonCode } from '../../domain/reasons.ts';
import type { Admission, ClusterError } from '../../ports/cluster.ts';

/** Why the API server does not take a request, and what mends it where that is plain. */
export interface RefusalReason {
  readonly reason: ReasonCode;
  readonly remedy?: string;
}

/** The reason of a refused dry-run; the general ones stand for what the API server's words do not tell apart. */
export function refusalReason(error: Pick<ClusterError, 'code' | 'refusedBy'>): RefusalReason {
  if (error.refusedBy !== undefined) return byAdmission(error.refusedBy);
  switch (error.code) {
    case 'rejected':
      return { reason: 'dry-run.rejected' };
    case 'invalid':
      return { reason: 'dry-run.invalid' };
    case 'conflict':
    case 'already-exists':
    case 'not-found':
      return { reason: 'dry-run.conflict', remedy: 'look at the object as it is now and propose again' };
    case 'forbidden':
    case 'unauthorized':
      return {
        reason: 'dry-run.forbidden',
        remedy: 'give the planner identity the verb that the write needs',
      };
    case 'timeout':
      return { reason: 'dry-run.timeout', remedy: 'ask again when the API server answers in time' };
    case 'too-many-requests':
    case 'unreachable':
    case 'server-error':
      return { reason: 'dry-run.error', remedy: 'ask again when the API server answers' };
    default:
      return error.code satisfies never;
  }
}

function byAdmission(admission: Admission): RefusalReason {
  switch (admission) {
    case 'webhook':
      return { reason: 'dry-run.webhook-denied', remedy: 'meet what the webhook asks for' };
    case 'webhook-without-dry-run':
      return {
        reason: 'dry-run.webhook-without-dry-run',
        remedy: 'have the webhook declare sideEffects None or NoneOnDryRun, or keep it off these objects',
      };
    case 'webhook-unreachable':
      return { reason: 'dry-run.webhook-unreachable', remedy: 'mend the webhook, then ask again' };
    case 'policy':
      return { reason: 'dry-run.policy-denied', remedy: 'meet the policy that the message names' };
    case 'quota':
      return {
        reason: 'dry-run.quota',
        remedy: 'ask for less, free some of the quota, or have its owner raise it',
      };
    case 'limit-range':
      return { reason: 'dry-run.limit-range', remedy: 'stay within the LimitRange of the namespace' };
    case 'pod-security':
      return { reason: 'pod-security.rejected-by-api-server' };
    default:
      return admission satisfies never;
  }
}
