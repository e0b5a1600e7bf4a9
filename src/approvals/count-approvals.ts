import { type Decider, type Decision, identityOf, isSameDecider, isSharedToken } from '../domain/decision.ts';
import type { Proposal } from '../domain/proposal.ts';

type Approved = Pick<Proposal, 'id' | 'hash'>;

/**
 * How many approvals of exactly this hash count: different people, each once. A token counts while no person has
 * approved, and never next to one; so does whoever holds the shared sign-in token, who may be any of them.
 */
export function countApprovals(decisions: readonly Decision[], proposal: Approved): number {
  const deciders = approvalsOf(decisions, proposal).map(({ by }) => by);
  const people = new Set(deciders.filter(isOnePerson).map(({ name }) => identityOf(name)));
  return people.size > 0 ? people.size : Math.min(deciders.length, 1);
}

/** Whether this person or token has approved this hash before. */
export function hasApproved(decider: Decider, decisions: readonly Decision[], proposal: Approved): boolean {
  return approvalsOf(decisions, proposal).some(({ by }) => isSameDecider(by, decider));
}

/** Whether so many approvals would count with this decider's. */
export function wouldCount(
  decider: Decider,
  decisions: readonly Decision[],
  proposal: Approved & Pick<Proposal, 'approvalsNeeded'>,
): boolean {
  if (isOnePerson(decider)) return true;
  return proposal.approvalsNeeded <= 1 && countApprovals(decisions, proposal) === 0;
}

/** The approval of somebody who broke the glass: it stands alone. */
export function brokenGlass(decisions: readonly Decision[], proposal: Approved): Decision | undefined {
  return approvalsOf(decisions, proposal).find(({ breakGlass }) => breakGlass === true);
}

function approvalsOf(decisions: readonly Decision[], { id, hash }: Approved): readonly Decision[] {
  return decisions.filter(
    (given) => given.decision === 'approve' && given.proposal === id && given.hash === hash,
  );
}

function isOnePerson(decider: Decider): boolean {
  return decider.kind === 'person' && !isSharedToken(decider);
}
