import { RepositoryError } from '../../ports/repository-host.ts';
import type { GitHubClient } from './github-client.ts';
import { repositoryName } from './names.ts';
import { anything, commentsSchema } from './schemas.ts';

const perPage = 100;
const mostPages = 30;

/**
 * Says something below a pull request, unless a comment of ours begins with the same marker. Anybody may comment in a
 * public repository, so a stranger's comment with our marker silences nothing.
 */
export async function writeComment(
  github: GitHubClient,
  repository: string,
  number: number,
  marker: string,
  body: string,
): Promise<void> {
  if (!/^[\w.:-]{1,200}$/u.test(marker)) {
    throw new RepositoryError('invalid', `"${marker}" is no marker: letters, digits, ".", "_", ":" and "-"`);
  }
  const line = `<!-- firebreak:${marker} -->`;
  if (await isSaid(github, repository, number, line)) return;
  await github.call(`comment on ${repository}#${number}`, anything, ({ rest }) =>
    rest.issues.createComment({
      ...repositoryName(repository),
      issue_number: number,
      body: `${line}\n${body}`,
      // A lost answer does not say whether the comment is there; the next call looks first.
      request: { retries: 0 },
    }),
  );
}

async function isSaid(
  github: GitHubClient,
  repository: string,
  number: number,
  line: string,
): Promise<boolean> {
  const own = await github.ownLogin();
  for (let page = 1; page <= mostPages; page += 1) {
    const doing = `read the comments of ${repository}#${number}`;
    const comments = await github.call(doing, commentsSchema, ({ rest }) =>
      rest.issues.listComments({
        ...repositoryName(repository),
        issue_number: number,
        per_page: perPage,
        page,
      }),
    );
    if (comments.some(({ user, body }) => user?.login === own && body?.split(/\r?\n/u)[0] === line))
      return true;
    if (comments.length < perPage) return false;
  }
  return false;
}
