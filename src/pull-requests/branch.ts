import { hashOf } from '../domain/canonical.ts';
import type { PullRequestContent } from '../domain/pull-request.ts';

/** Git shows this many digits of a hash and more; no two changes of one repository share them. */
const digits = 20;

/** The same change of the same repository is the same branch, whoever proposes it and in which words. */
export function branchOf({
  repository,
  base,
  files,
}: Pick<PullRequestContent, 'repository' | 'base' | 'files'>): string {
  const changed = files.map(({ path, content }) => ({ path, content }));
  return `firebreak/${hashOf({ repository, base, changed }).replace('sha256:', '').slice(0, digits)}`;
}
