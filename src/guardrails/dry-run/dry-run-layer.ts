import type { ReasonCode } from '../../domain/reasons.ts';
import type { Verdict } from '../../domain/verdict.ts';
import { ClusterError } from '../../ports/cluster.ts';
import type { Guardrail, GuardrailContext } from '../guardrail.ts';

/**
 * Layer 4: what the API server says of the exact request with `dryRun=All` and strict field validation.
 * https://kubernetes.io/docs/reference/using-api/api-concepts/#dry-run
 */
export const dryRunLayer: Guardrail = {
  layer: 'dry-run',
  async judge(context) {
    if (context.provisional) {
      return verdict(
        'pass',
        'dry-run.provisional',
        'an earlier step changes the same object; asked again right before this step runs',
      );
    }
    const outcome = context.dryRunOutcome;
    if (outcome === undefined) return withoutCluster(context);
    if (!outcome.accepted) return refusalOf(outcome.error);
    const { warnings } = outcome.result;
    const noted = warnings.length === 0 ? '' : `; it warns: ${warnings.join('; ')}`;
    return verdict('pass', 'dry-run.accepted', `the API server accepts the request${noted}`);
  },
};

function withoutCluster(context: GuardrailContext): Verdict {
  const message = 'there is no live API server to ask';
  return context.mode === 'check'
    ? verdict('skipped', 'dry-run.no-cluster', message)
    : verdict('refuse', 'dry-run.error', message);
}

function refusalOf(error: unknown): Verdict {
  const message = error instanceof Error ? error.message : 'the dry-run failed';
  const { reason, remedy } =
    error instanceof ClusterError ? reasonOf(error) : { reason: 'dry-run.error' as const };
  return { ...verdict('refuse', reason, message), ...(remedy === undefined ? {} : { remedy }) };
}

function reasonOf(error: ClusterError): { readonly reason: ReasonCode; readonly remedy?: string } {
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
    case 'too-many-requests':
    case 'timeout':
    case 'unreachable':
    case 'server-error':
      return { reason: 'dry-run.error', remedy: 'ask again when the API server answers' };
    default:
      return error.code satisfies never;
  }
}

function verdict(outcome: Verdict['outcome'], reason: ReasonCode, message: string): Verdict {
  return { layer: 'dry-run', outcome, reason, message };
}
