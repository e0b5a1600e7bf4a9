import type { RepositoryTree } from '../ports/repository-host.ts';
import { codeOwnersOf, codeOwnersPaths } from './code-owners.ts';

/** More are nobody's job; GitHub itself asks at most fifteen. */
const mostReviewers = 15;

/** Who is asked to review a change of these files: their owners, by the repository's own word. Throws `RepositoryError`. */
export async function reviewersOf(
  tree: Pick<RepositoryTree, 'files' | 'read'>,
  paths: readonly string[],
): Promise<readonly string[]> {
  const file = codeOwnersPaths.find((path) => tree.files.has(path));
  const text = file === undefined ? undefined : await tree.read(file);
  return codeOwnersOf(text ?? '', paths).slice(0, mostReviewers);
}
