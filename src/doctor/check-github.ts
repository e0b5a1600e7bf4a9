import {
  isAway,
  type MissingPermission,
  type RepositoryAccess,
  RepositoryError,
  type RepositoryErrorCode,
  type RepositoryReader,
} from '../ports/repository-host.ts';
import type { Check } from './check.ts';

/** What of GitHub a credential opens. */
export interface GitHubAccess {
  readonly reader: Pick<RepositoryReader, 'facts' | 'tree'>;
  readonly access: RepositoryAccess;
  readonly kind: 'token' | 'app';
}

interface GitHubSettings {
  readonly repositories: readonly { readonly repository: string; readonly base: string }[];
  readonly githubWebhookSecret?: string | undefined;
  readonly pullRequestPollSeconds: number;
}

/** Whether pull requests can be opened in each repository of the configuration, and how soon their end is heard of. */
export async function checkGitHub(
  github: GitHubAccess | undefined,
  settings: GitHubSettings,
): Promise<readonly Check[]> {
  const name = 'github';
  const { repositories, githubWebhookSecret: secret } = settings;
  if (github === undefined) {
    if (repositories.length === 0 && secret === undefined) return [];
    const what = repositories.length === 0 ? 'a webhook secret is set' : 'repositories are configured';
    const message = `${what}, and there is no credential for GitHub`;
    return [{ name, status: 'finding', message, mend: 'set GITHUB_TOKEN, or the settings of a GitHub App' }];
  }
  if (repositories.length === 0) {
    const message = 'there is a credential for GitHub and no repository: no pull request is ever proposed';
    return [
      { name, status: 'finding', message, mend: 'name repositories and paths in FIREBREAK_REPOSITORIES' },
    ];
  }
  const checks: Check[] = [];
  for (const each of repositories) checks.push(await checkRepository(github, each));
  return [...checks, checkWebhook(settings)];
}

function checkWebhook({
  githubWebhookSecret: secret,
  pullRequestPollSeconds: seconds,
}: GitHubSettings): Check {
  const name = 'github webhook';
  if (secret !== undefined) return { name, status: 'ok', message: 'deliveries that it signs are taken' };
  const message = `no secret, so no delivery is taken: pull requests are looked at every ${seconds} s`;
  const mend =
    'where that is too slow, set GITHUB_WEBHOOK_SECRET to the secret of a webhook to /github/webhook';
  return { name, status: 'note', message, mend };
}

async function checkRepository(
  { reader, access, kind }: GitHubAccess,
  { repository, base }: GitHubSettings['repositories'][number],
): Promise<Check> {
  const name = `github ${repository}`;
  try {
    const { isArchived, isPublic } = await reader.facts(repository);
    if (isArchived) {
      const mend = 'unarchive it, or take it out of FIREBREAK_REPOSITORIES';
      return { name, status: 'finding', message: 'is archived: nothing can be merged there', mend };
    }
    const { files } = await reader.tree(repository, base);
    const missing = await access.missing(repository, base);
    if (missing.length > 0) return lacking(name, missing, kind);
    const told = isPublic ? '; it is public, so pull requests tell nothing but the cause' : '';
    return { name, status: 'ok', message: `${files.size} files at ${base}${told}` };
  } catch (cause) {
    if (!(cause instanceof RepositoryError)) throw cause;
    const status = isAway(cause) ? 'unreachable' : 'finding';
    return { name, status, message: cause.message, mend: mendOf(cause.code, kind) };
  }
}

function lacking(name: string, missing: readonly MissingPermission[], kind: GitHubAccess['kind']): Check {
  const writes = missing.filter((permission) => permission.endsWith('write'));
  const mend = mendOf('forbidden', kind);
  if (writes.length > 0) {
    const message = `no pull request can be opened: the ${holder[kind]} lacks ${missing.join(', ')}`;
    return { name, status: 'finding', message, mend };
  }
  const message = `the ${holder[kind]} lacks ${missing.join(', ')}: whether checks pass stays unknown`;
  return { name, status: 'note', message, mend };
}

const holder = { token: 'token', app: 'App' } as const;

function mendOf(code: RepositoryErrorCode, kind: GitHubAccess['kind']): string {
  if (code === 'unauthorized') {
    return kind === 'token'
      ? 'make a new token and set GITHUB_TOKEN'
      : 'check GITHUB_APP_ID, GITHUB_APP_INSTALLATION_ID and the private key, which GitHub shows on the page of the App';
  }
  if (code === 'forbidden') {
    return kind === 'token'
      ? 'give the token the permissions that docs/connect.md lists'
      : 'give the App the permissions that docs/connect.md lists, and accept them where it is installed';
  }
  if (code === 'not-found') {
    const access = kind === 'token' ? 'give the token access to it' : 'let the App be installed on it';
    return `${access}, or mend its name and base in FIREBREAK_REPOSITORIES`;
  }
  return 'check GITHUB_API_URL, the way there, and FIREBREAK_REPOSITORIES';
}
