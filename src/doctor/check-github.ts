import { RepositoryError, type RepositoryReader } from '../ports/repository-host.ts';
import type { Check } from './check.ts';

interface NamedRepository {
  readonly repository: string;
  readonly base: string;
}

/** Whether each repository of the configuration is there, can be written by anybody, and has its base. */
export async function checkGitHub(
  reader: Pick<RepositoryReader, 'facts' | 'tree'> | undefined,
  repositories: readonly NamedRepository[],
): Promise<readonly Check[]> {
  const name = 'github';
  if (reader === undefined) {
    if (repositories.length === 0) return [];
    const message = 'repositories are configured, and there is no credential for GitHub';
    return [{ name, status: 'finding', message, mend: 'set GITHUB_TOKEN, or the settings of a GitHub App' }];
  }
  if (repositories.length === 0) {
    const message = 'there is a credential for GitHub and no repository: no pull request is ever proposed';
    return [
      { name, status: 'finding', message, mend: 'name repositories and paths in FIREBREAK_REPOSITORIES' },
    ];
  }
  const checks: Check[] = [];
  for (const each of repositories) checks.push(await checkRepository(reader, each));
  return checks;
}

async function checkRepository(
  reader: Pick<RepositoryReader, 'facts' | 'tree'>,
  { repository, base }: NamedRepository,
): Promise<Check> {
  const name = `github ${repository}`;
  try {
    const { isArchived, isPublic } = await reader.facts(repository);
    if (isArchived) {
      const mend = 'unarchive it, or take it out of FIREBREAK_REPOSITORIES';
      return { name, status: 'finding', message: 'is archived: nothing can be merged there', mend };
    }
    const { files } = await reader.tree(repository, base);
    const told = isPublic ? '; it is public, so pull requests tell nothing but the cause' : '';
    return { name, status: 'ok', message: `${files.size} files at ${base}${told}` };
  } catch (cause) {
    if (!(cause instanceof RepositoryError)) throw cause;
    const isAway =
      cause.code === 'unreachable' || cause.code === 'server-error' || cause.code === 'rate-limited';
    const mend = 'check the credential, its permissions (docs/connect.md) and FIREBREAK_REPOSITORIES';
    return { name, status: isAway ? 'unreachable' : 'finding', message: cause.message, mend };
  }
}
