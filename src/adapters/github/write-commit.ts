import type { PullRequestContent } from '../../domain/pull-request.ts';
import { RepositoryError } from '../../ports/repository-host.ts';
import type { GitHubClient } from './github-client.ts';
import { repositoryName } from './names.ts';
import { commitMessage } from './own-commit.ts';
import type { PlacedFile } from './placed-files.ts';
import type { Commit } from './read-repository.ts';
import { createdSchema } from './schemas.ts';

/**
 * Blobs, a tree and a commit with the base's files and ours. Nothing refers to them yet, so a try that ends here has
 * left nothing behind. The author is whom the credential belongs to, so that GitHub signs what an App commits.
 */
export async function writeCommit(
  github: GitHubClient,
  content: PullRequestContent,
  files: readonly PlacedFile[],
  { base, parents }: { readonly base: Commit; readonly parents: readonly string[] },
): Promise<string> {
  const { repository } = content;
  const name = repositoryName(repository);
  for (const { path, content: text, sha } of files) {
    const doing = `write ${JSON.stringify(path)} to ${repository}`;
    const blob = await github.call(doing, createdSchema, ({ rest }) =>
      rest.git.createBlob({ ...name, content: Buffer.from(text).toString('base64'), encoding: 'base64' }),
    );
    if (blob.sha !== sha) {
      throw new RepositoryError(
        'server-error',
        `GitHub stored other bytes than it was given, asked to ${doing}`,
      );
    }
  }
  const tree = await github.call(`write the files of ${repository}`, createdSchema, ({ rest }) =>
    rest.git.createTree({
      ...name,
      base_tree: base.tree,
      tree: files.map(({ path, mode, sha }) => ({ path, mode, type: 'blob', sha })),
    }),
  );
  const commit = await github.call(`commit to ${repository}`, createdSchema, ({ rest }) =>
    rest.git.createCommit({
      ...name,
      message: commitMessage(content),
      tree: tree.sha,
      parents: [...parents],
    }),
  );
  return commit.sha;
}
