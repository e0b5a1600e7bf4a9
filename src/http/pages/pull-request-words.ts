import type { PullRequestStatus } from '../../domain/pull-request.ts';

/** What people read in place of a pull request's codes. */

const stateWords: Readonly<Record<PullRequestStatus['state'], string>> = {
  open: 'open',
  merged: 'merged',
  closed: 'closed without merging',
};

const checksWords: Readonly<Record<PullRequestStatus['checks'], string>> = {
  none: 'no checks',
  pending: 'checks running',
  passing: 'checks passing',
  failing: 'checks failing',
  unknown: 'checks cannot be read',
};

const reviewsWords: Readonly<Record<PullRequestStatus['reviews'], string>> = {
  none: 'no review yet',
  approved: 'approved',
  'changes-requested': 'changes requested',
};

/** `open as a draft`, `merged by robin`. */
export function pullRequestState({
  state,
  draft,
  endedBy,
}: Pick<PullRequestStatus, 'state' | 'draft' | 'endedBy'>): string {
  const words = state === 'open' && draft === true ? 'open as a draft' : stateWords[state];
  return endedBy === undefined ? words : `${words} by ${endedBy}`;
}

/** `checks running, no review yet`. */
export function pullRequestReview({
  checks,
  reviews,
  mergeable,
}: Pick<PullRequestStatus, 'checks' | 'reviews' | 'mergeable'>): string {
  const conflicts = mergeable === false ? ', conflicts with its base' : '';
  return `${checksWords[checks]}, ${reviewsWords[reviews]}${conflicts}`;
}
