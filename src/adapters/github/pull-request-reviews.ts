import type { PullRequestStatus } from '../../domain/pull-request.ts';
import type { GitHubClient } from './github-client.ts';
import { repositoryName } from './names.ts';
import { reviewsSchema } from './schemas.ts';

const perPage = 100;
const mostPages = 5;

/** Anybody may review in a public repository; these have a say in it. */
const having = new Set(['OWNER', 'MEMBER', 'COLLABORATOR']);

export interface Reviews {
  readonly verdict: PullRequestStatus['reviews'];
  readonly reviewers: readonly string[];
}

/** The last word of each reviewer counts; a comment takes nothing back. https://docs.github.com/en/rest/pulls/reviews */
export async function readReviews(
  github: GitHubClient,
  repository: string,
  number: number,
): Promise<Reviews> {
  const words = new Map<string, string>();
  const reviewers = new Set<string>();
  for (let page = 1; page <= mostPages; page += 1) {
    const reviews = await github.call(
      `read the reviews of ${repository}#${number}`,
      reviewsSchema,
      ({ rest }) =>
        rest.pulls.listReviews({
          ...repositoryName(repository),
          pull_number: number,
          per_page: perPage,
          page,
        }),
    );
    for (const { user, state, author_association: association } of reviews) {
      if (user?.login === undefined) continue;
      reviewers.add(user.login);
      if (having.has(association) && state !== 'COMMENTED' && state !== 'PENDING')
        words.set(user.login, state);
    }
    if (reviews.length < perPage) break;
  }
  const last = new Set(words.values());
  const verdict = last.has('CHANGES_REQUESTED')
    ? 'changes-requested'
    : last.has('APPROVED')
      ? 'approved'
      : 'none';
  return { verdict, reviewers: [...reviewers] };
}
