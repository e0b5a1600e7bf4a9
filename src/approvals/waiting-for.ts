import type { Caller } from '../domain/decision.ts';
import type { Incident } from '../domain/incident.ts';
import { type DecisionRules, type Objection, objectionTo } from './objection.ts';

/** An incident that waits for people, with what keeps somebody from approving it. */
export interface Waiting {
  readonly incident: Incident;
  /** Absent: they may approve it now, on the page. */
  readonly objection?: Objection;
}

/** Whether it waits for this person: a fresh sign-in is theirs to make. */
export function isTheirs({ objection }: Waiting): boolean {
  return objection === undefined || objection.reason === 'decision.fresh-sign-in';
}

/**
 * What waits for people, as one of them finds it. What nobody can approve any more (expired, resolved) is left out:
 * its stage is about to end it.
 */
export function waitingFor(
  by: Caller,
  incidents: readonly Incident[],
  rules: DecisionRules,
): readonly Waiting[] {
  return incidents.flatMap((incident): readonly Waiting[] => {
    const { proposal } = incident;
    if (proposal === undefined) return [];
    const { id, hash } = proposal;
    const asked = {
      incident: incident.id,
      proposal: id,
      hash,
      decision: 'approve',
      by,
      channel: 'page',
    } as const;
    const objection = objectionTo(asked, incident, rules);
    if (objection === undefined) return [{ incident }];
    const isOver =
      objection.reason === 'decision.expired' || objection.reason === 'decision.incident-resolved';
    return isOver ? [] : [{ incident, objection }];
  });
}
