import type { PullRequestContent } from '../../domain/pull-request.ts';
import { RepositoryError } from '../../ports/repository-host.ts';
import type { GitHubClient } from './github-client.ts';
import { repositoryName } from './names.ts';
import { readReviews } from './pull-request-reviews.ts';
import { anything, type Pull } from './schemas.ts';

/**
 * Labels and reviewers that the pull request lacks. It stands without them, so what GitHub does not take becomes a
 * warning; somebody who has reviewed already is not asked again.
 */
export async function askForReview(
  github: GitHubClient,
  content: PullRequestContent,
  pull: Pull,
): Promise<readonly string[]> {
  if (pull.state !== 'open') return [];
  const warnings = [...(await addLabels(github, content, pull))];
  const missing = await missingReviewers(github, content, pull);
  if (missing.length === 0) return warnings;
  if ((await request(github, content, pull, missing)) === undefined) return warnings;
  // One that GitHub does not know spoils the whole request: each by itself tells which.
  for (const reviewer of missing) {
    const refused = await request(github, content, pull, [reviewer]);
    if (refused !== undefined) warnings.push(`${reviewer} was not asked to review: ${refused}`);
  }
  return warnings;
}

async function addLabels(
  github: GitHubClient,
  { repository, labels }: PullRequestContent,
  pull: Pull,
): Promise<readonly string[]> {
  const present = new Set(pull.labels.map(({ name }) => name.toLowerCase()));
  const missing = labels.filter((label) => !present.has(label.toLowerCase()));
  if (missing.length === 0) return [];
  const refused = await refusalOf(
    github.call(`label ${repository}#${pull.number}`, anything, ({ rest }) =>
      rest.issues.addLabels({ ...repositoryName(repository), issue_number: pull.number, labels: missing }),
    ),
  );
  return refused === undefined ? [] : [`the labels ${missing.join(', ')} were not added: ${refused}`];
}

async function missingReviewers(
  github: GitHubClient,
  { repository, reviewers }: PullRequestContent,
  pull: Pull,
): Promise<readonly string[]> {
  if (reviewers.length === 0) return [];
  const owner = repositoryName(repository).owner.toLowerCase();
  const done = new Set(
    [
      // GitHub asks nobody to review what they have opened.
      pull.user?.login,
      ...(pull.requested_reviewers ?? []).map(({ login }) => login),
      ...(pull.requested_teams ?? []).map(({ slug }) => `${owner}/${slug}`),
      ...(await readReviews(github, repository, pull.number)).reviewers,
    ].map((name) => name?.toLowerCase()),
  );
  return reviewers.filter((reviewer) => !done.has(reviewer.toLowerCase()));
}

/** Why GitHub does not ask them; undefined where it does. */
async function request(
  github: GitHubClient,
  { repository }: PullRequestContent,
  { number }: Pull,
  reviewers: readonly string[],
): Promise<string | undefined> {
  const teams = reviewers.filter((reviewer) => reviewer.includes('/'));
  return refusalOf(
    github.call(`ask for a review of ${repository}#${number}`, anything, ({ rest }) =>
      rest.pulls.requestReviewers({
        ...repositoryName(repository),
        pull_number: number,
        reviewers: reviewers.filter((reviewer) => !teams.includes(reviewer)),
        team_reviewers: teams.map((team) => team.slice(team.indexOf('/') + 1)),
      }),
    ),
  );
}

/** A definite refusal in words; anything that may pass when tried again is thrown. */
async function refusalOf(call: Promise<unknown>): Promise<string | undefined> {
  try {
    await call;
    return undefined;
  } catch (cause) {
    if (!(cause instanceof RepositoryError)) throw cause;
    switch (cause.code) {
      case 'invalid':
      case 'forbidden':
      case 'not-found':
        return cause.message;
      case 'unauthorized':
      case 'archived':
      case 'protected':
      case 'conflict':
      case 'moved':
      case 'rate-limited':
      case 'unreachable':
      case 'server-error':
        throw cause;
      default:
        return cause.code satisfies never;
    }
  }
}
