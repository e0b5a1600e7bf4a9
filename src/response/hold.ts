import type { Draft, HoldingLimit, Incident } from '../domain/incident.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { Policies } from '../guardrails/policies/policies.ts';
import type { Step } from '../store/claims.ts';
import { event, type ResponsePorts, withChanges } from './stage.ts';

/** The end of a hold makes it due; this is for alerts that end, policies that change, and whoever wakes nobody. */
const longestSleepMilliseconds = 5 * 60_000;

/** While people have stopped everything nothing would come of a proposal; its alert still fires, so it waits for them. */
export function holdForRelease(incident: Incident, drafted: Draft, now: Date): Step {
  const { heldBy, ...draft } = drafted;
  if (draft.heldSince !== undefined && heldBy === undefined) return lookAgain(incident, undefined, now);
  const held = { ...draft, heldSince: draft.heldSince ?? now.toISOString() };
  const events = [event(incident, 'proposal.held', { by: 'the stop switch' })];
  return lookAgain(withChanges(incident, { draft: held }), undefined, now, events);
}

/**
 * A freeze or a cap is over some time, and the alert may well fire until then: an end as refused would leave it to
 * nobody. Whatever the draft was worth, it is judged anew at the end.
 */
export function holdForLimit(
  incident: Incident,
  draft: Draft,
  { reason, message, until }: Pick<Verdict, 'reason' | 'message'> & { readonly until: string },
  ports: ResponsePorts,
): Step {
  const now = ports.clock.now();
  const { waitingSince: _waited, ...rest } = draft;
  const heldBy = { reason, message, until, policyVersion: ports.policies().version };
  const held = { ...rest, heldSince: now.toISOString(), heldBy };
  const events = [event(incident, 'proposal.held', { by: reason, message, until })];
  return lookAgain(withChanges(incident, { draft: held }), heldBy, now, events);
}

/** Whether nothing has changed in what holds it: asking the guardrails again would tell the same. */
export function isHeld({ heldBy }: Draft, { version }: Pick<Policies, 'version'>, now: Date): boolean {
  return heldBy !== undefined && heldBy.policyVersion === version && now < new Date(heldBy.until);
}

/** Nothing new: it is looked at again at the end of the hold, or sooner. */
export function lookAgain(
  incident: Incident,
  heldBy: Pick<HoldingLimit, 'until'> | undefined,
  now: Date,
  events: Step['events'] = [],
): Step {
  const end = heldBy === undefined ? Infinity : Date.parse(heldBy.until);
  return { incident, dueAt: new Date(Math.min(end, now.getTime() + longestSleepMilliseconds)), events };
}
