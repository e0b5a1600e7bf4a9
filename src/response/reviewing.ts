import { isResolved, type Refusal } from '../domain/incident.ts';
import { advance, close, event, type Stage, withChanges } from './stage.ts';
import { reviewDraft } from './review-draft.ts';

/** How often a refused proposal goes back for a better one. */
const mostRefusals = 2;

/** Puts the draft before the guardrails: what passes waits for people, what is refused goes back with its verdicts. */
export const reviewing: Stage = {
  state: 'reviewing',
  async run(incident, ports) {
    const { draft } = incident;
    if (draft === undefined) return close(incident, 'failed', 'there was nothing to review');
    if (draft.purpose === 'fix' && isResolved(incident)) {
      return close(incident, 'self-resolved', 'the alerts resolved before a proposal was made');
    }
    const now = ports.clock.now();
    const review = await reviewDraft(incident, draft, ports);
    if (review.kind === 'proposed') {
      const { proposal } = review;
      const made = event(incident, 'proposal.made', {
        proposal: proposal.id,
        hash: proposal.hash,
        purpose: proposal.purpose,
        changedSince: proposal.changedSince ?? null,
        actions: proposal.steps.map((step) => step.action),
        verdicts: proposal.steps.map((step) => step.verdicts),
      });
      const waiting = withChanges(incident, { state: 'awaiting-approval', proposal });
      return proposal.approvalsNeeded === 0
        ? advance(waiting, { state: 'executing' }, [made], now)
        : { incident: waiting, dueAt: new Date(proposal.expiresAt), events: [made] };
    }
    const refused = event(incident, 'proposal.refused', review.refusal);
    const refusals: readonly Refusal[] = [...incident.refusals, review.refusal];
    const after = withChanges(incident, { refusals });
    if (draft.otherwise !== undefined) {
      return close(after, draft.otherwise, `${reasonsOf(review.refusal)}; nothing more was changed`, [
        refused,
      ]);
    }
    if (draft.purpose === 'undo' || refusals.length > mostRefusals) {
      return close(after, 'refused', reasonsOf(review.refusal), [refused]);
    }
    return advance(after, { state: 'investigating' }, [refused], now);
  },
};

function reasonsOf(refusal: Refusal): string {
  const reasons = refusal.refused.flatMap((each) => each.verdicts.map((verdict) => verdict.message));
  return `the guardrails refused it: ${[...new Set(reasons)].join('; ')}`;
}
