import { type RepositoryFacts, RepositoryError } from '../../ports/repository-host.ts';
import type { GitHubClient } from './github-client.ts';
import { isBranchName, repositoryName } from './names.ts';
import { commitSchema, refSchema, repositorySchema } from './schemas.ts';

/** What GitHub says of a repository, which has to bear the name that it was asked by. */
export async function readFacts(github: GitHubClient, repository: string): Promise<RepositoryFacts> {
  const facts = await github.call(`read ${repository}`, repositorySchema, ({ rest }) =>
    rest.repos.get({ ...repositoryName(repository) }),
  );
  if (facts.full_name.toLowerCase() !== repository.toLowerCase()) {
    throw new RepositoryError('not-found', `${repository} is called ${facts.full_name} now; configure that`);
  }
  return Object.freeze({
    isPublic: !facts.private,
    isArchived: facts.archived,
    defaultBranch: facts.default_branch,
  });
}

/** The commit at the head of a branch; undefined where there is no such branch. */
export async function readHead(
  github: GitHubClient,
  repository: string,
  branch: string,
): Promise<string | undefined> {
  if (!isBranchName(branch)) throw new RepositoryError('invalid', `"${branch}" is no name of a branch`);
  const asked = { ...repositoryName(repository), ref: `heads/${branch}` };
  try {
    const doing = `read the branch ${branch} of ${repository}`;
    const { object } = await github.call(doing, refSchema, ({ rest }) => rest.git.getRef(asked));
    return object.sha;
  } catch (cause) {
    if (cause instanceof RepositoryError && cause.code === 'not-found') return undefined;
    throw cause;
  }
}

/** The head of a branch that has to exist. */
export async function requireHead(github: GitHubClient, repository: string, branch: string): Promise<string> {
  const head = await readHead(github, repository, branch);
  if (head !== undefined) return head;
  throw new RepositoryError(
    'not-found',
    `${repository} has no branch ${branch} that we may read; check the branch and the access to the repository`,
  );
}

export interface Commit {
  readonly sha: string;
  readonly message: string;
  readonly tree: string;
  readonly parents: readonly string[];
}

export async function readCommit(github: GitHubClient, repository: string, sha: string): Promise<Commit> {
  const asked = { ...repositoryName(repository), commit_sha: sha };
  const doing = `read the commit ${sha} of ${repository}`;
  const commit = await github.call(doing, commitSchema, ({ rest }) => rest.git.getCommit(asked));
  return {
    sha: commit.sha,
    message: commit.message,
    tree: commit.tree.sha,
    parents: commit.parents.map((parent) => parent.sha),
  };
}
