import type { RepositoryReader, RepositoryWriter } from '../../ports/repository-host.ts';
import { createGitHubClient, type GitHubOptions } from './github-client.ts';
import { openPullRequest } from './open-pull-request.ts';
import { newestPull, readStatus } from './pull-request-status.ts';
import { readFacts } from './read-repository.ts';
import { readRepositoryTree } from './repository-tree.ts';
import { writeComment } from './write-comment.ts';
import { createWriteQueue } from './write-queue.ts';

/** GitHub, or GitHub Enterprise Server, as a repository host. */
export interface GitHubHost {
  readonly reader: RepositoryReader;
  readonly writer: RepositoryWriter;
}

export async function createGitHubHost(options: GitHubOptions): Promise<GitHubHost> {
  const github = await createGitHubClient(options);
  const queue = createWriteQueue();
  return {
    reader: {
      facts: (repository) => readFacts(github, repository),
      tree: (repository, branch) => readRepositoryTree(github, repository, branch),
      async find(repository, branch) {
        const number = await newestPull(github, repository, branch);
        return number === undefined ? undefined : readStatus(github, repository, number);
      },
    },
    writer: {
      open: (content) => queue(() => openPullRequest(github, content)),
      comment: (repository, number, marker, body) =>
        queue(() => writeComment(github, repository, number, marker, body)),
    },
  };
}
