import type { PullRequestStatus } from '../../domain/pull-request.ts';
import type { GitHubClient } from './github-client.ts';
import { repositoryName } from './names.ts';
import { readChecks } from './pull-request-checks.ts';
import { readReviews } from './pull-request-reviews.ts';
import { issueSchema, type Pull, pullListSchema, pullSchema } from './schemas.ts';

/** The number of the newest pull request that we have opened from a branch of the repository itself. */
export async function newestPull(
  github: GitHubClient,
  repository: string,
  branch: string,
): Promise<number | undefined> {
  const name = repositoryName(repository);
  const pulls = await github.call(`list the pull requests of ${repository}`, pullListSchema, ({ rest }) =>
    rest.pulls.list({
      ...name,
      head: `${name.owner}:${branch}`,
      state: 'all',
      sort: 'created',
      direction: 'desc',
      per_page: 100,
    }),
  );
  if (pulls.length === 0) return undefined;
  const login = await github.ownLogin();
  // The filter names an owner, who may have a fork of it too; and anybody who may push can take our name for a branch.
  const own = pulls.filter(
    ({ head, user }) =>
      head.ref === branch &&
      head.repo?.full_name.toLowerCase() === repository.toLowerCase() &&
      user?.login === login,
  );
  return own.length === 0 ? undefined : Math.max(...own.map(({ number }) => number));
}

export async function readPull(github: GitHubClient, repository: string, number: number): Promise<Pull> {
  return github.call(`read the pull request ${repository}#${number}`, pullSchema, ({ rest }) =>
    rest.pulls.get({ ...repositoryName(repository), pull_number: number }),
  );
}

/** How a pull request stands, with its checks and reviews. */
export async function readStatus(
  github: GitHubClient,
  repository: string,
  number: number,
): Promise<PullRequestStatus> {
  return statusOf(github, repository, await readPull(github, repository, number));
}

export async function statusOf(
  github: GitHubClient,
  repository: string,
  pull: Pull,
): Promise<PullRequestStatus> {
  const [checks, reviews, endedBy] = await Promise.all([
    readChecks(github, repository, pull.head.sha),
    readReviews(github, repository, pull.number),
    pull.state === 'open' ? undefined : enderOf(github, repository, pull),
  ]);
  return Object.freeze({
    number: pull.number,
    url: pull.html_url,
    state: stateOf(pull),
    ...(pull.draft && pull.state === 'open' ? { draft: true as const } : {}),
    headCommit: pull.head.sha,
    ...(pull.merged && typeof pull.merge_commit_sha === 'string'
      ? { mergeCommit: pull.merge_commit_sha }
      : {}),
    ...(endedBy === undefined ? {} : { endedBy }),
    checks,
    reviews: reviews.verdict,
    ...(typeof pull.mergeable === 'boolean' ? { mergeable: pull.mergeable } : {}),
  });
}

export function stateOf({ state, merged }: Pull): PullRequestStatus['state'] {
  if (merged) return 'merged';
  return state;
}

/** Who merged it; of a closed one only its issue tells. */
async function enderOf(github: GitHubClient, repository: string, pull: Pull): Promise<string | undefined> {
  if (pull.merged) return pull.merged_by?.login;
  const issue = await github.call(`read who closed ${repository}#${pull.number}`, issueSchema, ({ rest }) =>
    rest.issues.get({ ...repositoryName(repository), issue_number: pull.number }),
  );
  return issue.closed_by?.login;
}
