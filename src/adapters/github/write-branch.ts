import type { PullRequestContent } from '../../domain/pull-request.ts';
import { RepositoryError } from '../../ports/repository-host.ts';
import type { GitHubClient } from './github-client.ts';
import { repositoryName } from './names.ts';
import { readHead } from './read-repository.ts';
import { refSchema } from './schemas.ts';

/** Makes the branch, or finds that somebody else just did; its head either way. */
export async function createBranch(
  github: GitHubClient,
  { repository, branch }: PullRequestContent,
  commit: string,
): Promise<string> {
  const doing = `create the branch ${branch} of ${repository}`;
  try {
    const { object } = await github.call(doing, refSchema, ({ rest }) =>
      rest.git.createRef({ ...repositoryName(repository), ref: `refs/heads/${branch}`, sha: commit }),
    );
    return object.sha;
  } catch (cause) {
    if (!(cause instanceof RepositoryError) || cause.code !== 'invalid') throw cause;
    const head = await readHead(github, repository, branch);
    if (head !== undefined) return head;
    // The name is a good one and the commit is there: what is left is a rule.
    throw new RepositoryError(
      'protected',
      `${cause.message}; a rule of the repository forbids it: let the token or App create branches called firebreak/*`,
      { status: 422 },
    );
  }
}

/**
 * Moves our branch forward, never by force: GitHub refuses it where somebody has pushed in the meantime. False then,
 * and where a rule forbids it.
 */
export async function advanceBranch(
  github: GitHubClient,
  { repository, branch }: PullRequestContent,
  commit: string,
): Promise<boolean> {
  try {
    await github.call(`bring the branch ${branch} of ${repository} up to date`, refSchema, ({ rest }) =>
      rest.git.updateRef({
        ...repositoryName(repository),
        ref: `heads/${branch}`,
        sha: commit,
        force: false,
      }),
    );
    return true;
  } catch (cause) {
    if (cause instanceof RepositoryError && (cause.code === 'invalid' || cause.code === 'conflict'))
      return false;
    throw cause;
  }
}
