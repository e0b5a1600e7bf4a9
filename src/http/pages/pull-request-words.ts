import type { PullRequestStatus } from '../../domain/pull-request.ts';

/** What people read in place of a pull request's codes. */

export const pullRequestStateWords: Readonly<Record<PullRequestStatus['state'], string>> = {
  open: 'open',
  merged: 'merged',
  closed: 'closed without merging',
};

export const checksWords: Readonly<Record<PullRequestStatus['checks'], string>> = {
  none: 'no checks',
  pending: 'checks running',
  passing: 'checks passing',
  failing: 'checks failing',
  unknown: 'checks cannot be read',
};

export const reviewsWords: Readonly<Record<PullRequestStatus['reviews'], string>> = {
  none: 'no review yet',
  approved: 'approved',
  'changes-requested': 'changes requested',
};
