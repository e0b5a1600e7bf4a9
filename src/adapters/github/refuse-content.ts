import type { PullRequestContent } from '../../domain/pull-request.ts';
import { RepositoryError } from '../../ports/repository-host.ts';
import { isBranchName, isOwnBranch, repositoryName } from './names.ts';

export const mostFiles = 30;
export const mostChangedLines = 1_500;
export const mostFileBytes = 1024 * 1024;
/** GitHub's own: a title of 256 characters, a body of 65,536. */
const longestTitle = 256;
const longestBody = 65_536;

/** Folders and files that rule over what happens to a repository, wherever they lie and however they are spelt. */
const ruling: ReadonlySet<string> = new Set([
  '.git',
  '.github',
  'codeowners',
  '.gitmodules',
  '.gitattributes',
]);

/**
 * The last line before a write, whatever the policies and layers have let through: only our own branches, only plain
 * paths, nothing that rules over the repository, and no more than a person reviews. Throws `RepositoryError`.
 */
export function refuseContent(content: PullRequestContent): void {
  const problem = problemOf(content);
  if (problem !== undefined) throw new RepositoryError('invalid', problem);
}

function problemOf(content: PullRequestContent): string | undefined {
  const { repository, base, branch, title, body, files } = content;
  repositoryName(repository);
  if (!isOwnBranch(branch)) return `"${branch}" is no branch of ours; those are firebreak/ and a hash`;
  if (!isBranchName(base) || base.startsWith('firebreak/')) return `"${base}" is no branch to merge into`;
  if (title.trim() === '' || title.length > longestTitle || /\p{Cc}/u.test(title)) {
    return `a title is one line of at most ${longestTitle} characters`;
  }
  if (body.length > longestBody) return `a body has at most ${longestBody} characters`;
  if (files.length === 0) return 'there is no file to change';
  if (files.length > mostFiles)
    return `${files.length} files are more than the ${mostFiles} that are written`;
  if (new Set(files.map(({ path }) => path)).size < files.length) return 'a path is given twice';
  for (const { path, content: text } of files) {
    const wrong = pathProblem(path);
    if (wrong !== undefined) return `${JSON.stringify(path)} ${wrong}`;
    if (Buffer.byteLength(text) > mostFileBytes) return `${JSON.stringify(path)} is larger than 1 MiB`;
    if (Buffer.from(text).toString() !== text) return `${JSON.stringify(path)} is not Unicode text`;
  }
  return undefined;
}

/** What is wrong with a path; undefined where it may be written. */
export function pathProblem(path: string): string | undefined {
  if (path === '' || path.length > 1_000) return 'is no path';
  // Format characters are invisible, and some file systems drop them: `.git` could come out of it.
  if (/[\p{C}\\:]/u.test(path)) return 'has characters that no path of ours has';
  const parts = path.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..')) {
    return 'is not plainly relative to the root';
  }
  // Windows drops dots and spaces at the end of a name.
  const ruled = parts.find((part) => ruling.has(part.toLowerCase().replace(/[. ]+$/u, '')));
  return ruled === undefined ? undefined : 'rules over the repository and is never written';
}
