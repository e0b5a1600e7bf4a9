import type { RepositoryTree } from '../../ports/repository-host.ts';
import type { GitHubClient } from './github-client.ts';
import { readBlob } from './read-blob.ts';
import { isRegularFile, readEntries } from './read-entries.ts';
import { readCommit, requireHead } from './read-repository.ts';
import { mostFileBytes } from './refuse-content.ts';

/** The files at the head of a branch. Each is read once, when it is asked for. */
export async function readRepositoryTree(
  github: GitHubClient,
  repository: string,
  branch: string,
): Promise<RepositoryTree> {
  const commit = await readCommit(github, repository, await requireHead(github, repository, branch));
  const entries = await readEntries(github, repository, commit.tree);
  const regular = [...entries.values()].filter(isRegularFile);
  const texts = new Map<string, Promise<string | undefined>>();
  return {
    commit: commit.sha,
    files: new Map(regular.map(({ path, sha }) => [path, sha])),
    async read(path) {
      const entry = entries.get(path);
      if (entry === undefined || !isRegularFile(entry) || (entry.size ?? 0) > mostFileBytes) return undefined;
      const text = texts.get(entry.sha) ?? readBlob(github, repository, entry.sha);
      texts.set(entry.sha, text);
      // A failure is not kept: the next look may succeed.
      return text.catch((cause: unknown) => {
        texts.delete(entry.sha);
        throw cause;
      });
    },
  };
}
