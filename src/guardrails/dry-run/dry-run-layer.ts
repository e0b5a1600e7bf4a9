import type { ReasonCode } from '../../domain/reasons.ts';
import type { Verdict } from '../../domain/verdict.ts';
import type { PlannedChange } from '../../actions/action-type.ts';
import { ClusterError, type WriteResult } from '../../ports/cluster.ts';
import type { Guardrail, GuardrailContext } from '../guardrail.ts';
import { refusalReason } from './refusal-reason.ts';
import { unaskedChanges } from './unasked-changes.ts';

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
    return acceptance(context.change, outcome.result);
  },
};

function withoutCluster(context: GuardrailContext): Verdict {
  const message = 'there is no live API server to ask';
  return context.mode === 'check'
    ? verdict('skipped', 'dry-run.no-cluster', message)
    : verdict('refuse', 'dry-run.error', message);
}

/** More places than this are counted, not named. */
const mostPlaces = 10;

/** Accepted, and what the API server says or does beyond it: people have to see that before they approve. */
function acceptance(change: PlannedChange, { object, warnings }: WriteResult): Verdict {
  const unasked = unaskedChanges(change, object);
  const places = unasked.slice(0, mostPlaces).join(', ');
  const more = unasked.length > mostPlaces ? ` and ${unasked.length - mostPlaces} more` : '';
  const notes = [
    ...(unasked.length === 0 ? [] : [`admission changes more than was asked: ${places}${more}`]),
    ...(warnings.length === 0 ? [] : [`it warns: ${warnings.join('; ')}`]),
  ];
  const message = ['the API server accepts the request', ...notes].join('; ');
  if (unasked.length > 0) return verdict('pass', 'dry-run.altered', message);
  return verdict('pass', warnings.length > 0 ? 'dry-run.warned' : 'dry-run.accepted', message);
}

function refusalOf(error: unknown): Verdict {
  const message = error instanceof Error ? error.message : 'the dry-run failed';
  const { reason, remedy } =
    error instanceof ClusterError ? refusalReason(error) : { reason: 'dry-run.error' as const };
  return { ...verdict('refuse', reason, message), ...(remedy === undefined ? {} : { remedy }) };
}

function verdict(outcome: Verdict['outcome'], reason: ReasonCode, message: string): Verdict {
  return { layer: 'dry-run', outcome, reason, message };
}
