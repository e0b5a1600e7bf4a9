import {
  type MissingPermission,
  type RepositoryAccess,
  RepositoryError,
} from '../../ports/repository-host.ts';
import { createGitHubClient, type GitHubClient, type GitHubOptions } from './github-client.ts';
import { repositoryName } from './names.ts';
import { requireHead } from './read-repository.ts';
import { anything } from './schemas.ts';

/** Of no object: Git's names of objects are hashes. */
const noObject = 'f'.repeat(40);

/**
 * Asks GitHub for writes that cannot be, since no token tells what it may do: without the permission GitHub answers 403
 * or 404, with it 422.
 * https://docs.github.com/en/rest/authentication/permissions-required-for-fine-grained-personal-access-tokens
 */
export async function createRepositoryAccess(options: GitHubOptions): Promise<RepositoryAccess> {
  // Pacing is for what is made, and here nothing is.
  const github = await createGitHubClient({ ...options, isPaced: false });
  return {
    async missing(repository, base) {
      const asked = repositoryName(repository);
      const head = await requireHead(github, repository, base);
      const of = (permission: MissingPermission, send: Parameters<GitHubClient['call']>[2]) =>
        isRefused(github.call(`use ${permission} in ${repository}`, anything, send)).then((refused) =>
          refused ? [permission] : [],
        );
      const found = [
        // A branch at an object that is not there.
        await of('contents: write', ({ rest }) =>
          rest.git.createRef({ ...asked, ref: 'refs/heads/firebreak/doctor', sha: noObject }),
        ),
        // A pull request of a branch into itself.
        await of('pull_requests: write', ({ rest }) =>
          rest.pulls.create({ ...asked, title: 'doctor', head: base, base }),
        ),
        await of('checks: read', ({ rest }) => rest.checks.listForRef({ ...asked, ref: head })),
        await of('statuses: read', ({ rest }) => rest.repos.getCombinedStatusForRef({ ...asked, ref: head })),
      ];
      return found.flat();
    },
  };
}

async function isRefused(call: Promise<unknown>): Promise<boolean> {
  try {
    await call;
    return false;
  } catch (cause) {
    if (!(cause instanceof RepositoryError)) throw cause;
    if (cause.code === 'forbidden' || cause.code === 'not-found') return true;
    if (cause.code === 'invalid' || cause.code === 'conflict') return false;
    throw cause;
  }
}
