import { type Draft, type Incident, isResolved, type Refusal } from '../domain/incident.ts';
import { aboutOf } from '../domain/on-record.ts';
import type { Proposal } from '../domain/proposal.ts';
import type { Step } from '../store/claims.ts';
import {
  advance,
  close,
  closeUnfinished,
  event,
  type ResponsePorts,
  type Stage,
  withChanges,
} from './stage.ts';
import { holdForLimit, holdForRelease, isHeld, lookAgain } from './hold.ts';
import { away, isMatterOfTime, lastLimit, limiting, passing } from './matter-of-time.ts';
import { requireCluster } from './require-cluster.ts';
import { reviewDraft } from './review-draft.ts';

/** How often a refused proposal goes back for a better one. */
const mostRefusals = 2;

const waitMilliseconds = 15_000;
const longestWaitMilliseconds = 15 * 60_000;
/** A repository host that is away comes back, and nothing in the cluster waits for it. */
const longestAwayMilliseconds = 24 * 3600_000;

/** Puts the draft before the guardrails: what passes waits for people, what is refused goes back with its verdicts. */
export const reviewing: Stage = {
  state: 'reviewing',
  async run(incident, ports) {
    const { draft: drafted } = incident;
    if (drafted === undefined) return close(incident, 'failed', 'there was nothing to review');
    if (drafted.purpose === 'fix' && isResolved(incident)) {
      return closeUnfinished(incident, 'self-resolved', 'the alerts resolved before a proposal was made');
    }
    const now = ports.clock.now();
    if (await isStopped(incident, ports)) return holdForRelease(incident, drafted, now);
    if (isHeld(drafted, ports.policies(), now)) return lookAgain(incident, drafted.heldBy, now);
    const { heldSince, heldBy: _over, ...draft } = drafted;
    if (heldSince !== undefined && !isRest(draft)) return investigateAgain(incident, heldSince, now);
    await requireCluster(incident, ports.cluster);
    const review = await reviewDraft(incident, draft, ports);
    if (review.kind === 'proposed') {
      const { proposal } = review;
      const { leftOut, notes } = proposal;
      const made = event(incident, 'proposal.made', {
        proposal: proposal.id,
        hash: proposal.hash,
        purpose: proposal.purpose,
        changedSince: proposal.changedSince ?? null,
        ...(leftOut === undefined ? {} : { leftOut }),
        ...(notes === undefined ? {} : { notes }),
        actions: proposal.steps.map((step) => step.action),
        verdicts: proposal.steps.map((step) => step.verdicts),
      });
      const waiting = withChanges(incident, { state: 'awaiting-approval', proposal, draft });
      if (proposal.approvalsNeeded > 0) {
        return { incident: waiting, dueAt: new Date(proposal.expiresAt), events: [made] };
      }
      return advance(waiting, { state: 'executing' }, [made, unattended(incident, proposal)], now);
    }
    if (isMatterOfTime(review.refusal, limiting) && (await isStopped(incident, ports))) {
      return holdForRelease(incident, draft, now);
    }
    if (isMatterOfTime(review.refusal, passing) && !hasWaitedEnough(draft, review.refusal, now)) {
      return waitFor(incident, draft, review.refusal, now);
    }
    const limit = lastLimit(review.refusal);
    if (limit !== undefined) return holdForLimit(incident, draft, limit, ports);
    const refused = event(incident, 'proposal.refused', {
      ...review.refusal,
      by: draft.by,
      purpose: draft.purpose,
      about: aboutOf(incident),
    });
    const refusals: readonly Refusal[] = [...incident.refusals, review.refusal];
    const after = withChanges(incident, { refusals });
    const nothingBetter = isMatterOfTime(review.refusal, limiting);
    if (isRest(draft) || nothingBetter || refusals.length > mostRefusals) {
      return closeUnfinished(after, 'refused', reasonsOf(review.refusal), [refused]);
    }
    return advance(after, { state: 'investigating' }, [refused], now);
  },
};

/** What is left to do of something that was begun: no investigation would draft it anew. */
function isRest({ purpose, otherwise, requestedBy }: Draft): boolean {
  return purpose === 'undo' || otherwise !== undefined || requestedBy !== undefined;
}

async function isStopped(incident: Incident, ports: ResponsePorts): Promise<boolean> {
  return (await ports.judgeSetting(incident)).history?.stopped === true;
}

/** What was found before a hold may be history: people pull the switch in the middle of something, and a freeze lasts days. */
function investigateAgain(incident: Incident, heldSince: string, now: Date): Step {
  const released = event(incident, 'incident.resumed', { heldSince });
  return advance(incident, { state: 'investigating' }, [released], now);
}

/** On record by which rules of the policies nobody was asked. */
function unattended(incident: Incident, { id, hash, steps }: Proposal) {
  const verdicts = steps.flatMap((step) => step.verdicts);
  const rules = verdicts.filter(({ layer }) => layer === 'approval').map(({ rule }) => rule);
  return event(incident, 'proposal.unattended', { proposal: id, hash, rules });
}

function hasWaitedEnough({ waitingSince }: Draft, refusal: Refusal, now: Date): boolean {
  const longest = isMatterOfTime(refusal, away) ? longestAwayMilliseconds : longestWaitMilliseconds;
  return waitingSince !== undefined && now.getTime() - Date.parse(waitingSince) >= longest;
}

function waitFor(incident: Incident, draft: Draft, refusal: Refusal, now: Date): Step {
  const dueAt = new Date(now.getTime() + waitMilliseconds);
  if (draft.waitingSince !== undefined) return { incident, dueAt, events: [] };
  const waiting = { ...draft, waitingSince: now.toISOString() };
  const events = [event(incident, 'proposal.waits', refusal)];
  return { incident: withChanges(incident, { draft: waiting }), dueAt, events };
}

function reasonsOf(refusal: Refusal): string {
  const reasons = refusal.refused.flatMap((each) => each.verdicts.map((verdict) => verdict.message));
  return `the guardrails refused it: ${[...new Set(reasons)].join('; ')}`;
}
