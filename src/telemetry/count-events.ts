import type { Verdict } from '../domain/verdict.ts';
import type { LedgerEvent } from '../ledger/entry.ts';
import type { Metrics } from './metrics.ts';

type Counted = Pick<Metrics, 'incidentsClosed' | 'verdicts' | 'writes'>;

/** Counts what went on record: the ledger and the metrics tell the same story. */
export function countEvents(events: readonly LedgerEvent[], metrics: Counted): void {
  for (const { type, payload } of events) {
    switch (type) {
      case 'incident.closed':
        metrics.incidentsClosed.inc({ outcome: (payload as { outcome: string }).outcome });
        break;
      case 'proposal.made':
        countVerdicts((payload as { verdicts: readonly (readonly Verdict[])[] }).verdicts.flat(), metrics);
        break;
      case 'proposal.refused': {
        const { refused } = payload as { refused: readonly { verdicts: readonly Verdict[] }[] };
        countVerdicts(
          refused.flatMap((each) => each.verdicts),
          metrics,
        );
        break;
      }
      case 'execution.applied':
        metrics.writes.inc({ result: 'applied' });
        break;
      case 'execution.sent-back':
        metrics.writes.inc({ result: 'sent-back' });
        break;
      case 'execution.outcome-unknown':
        metrics.writes.inc({ result: 'unknown' });
        break;
      default:
        break;
    }
  }
}

function countVerdicts(verdicts: readonly Verdict[], metrics: Counted): void {
  for (const { layer, outcome, reason } of verdicts) metrics.verdicts.inc({ layer, outcome, reason });
}
