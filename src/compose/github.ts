import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import { createGitHubHost, type GitHubHost } from '../adapters/github/github-host.ts';
import type { Settings } from '../config.ts';
import type { GitHubWebhook } from '../http/github/webhook.ts';
import type { Clock } from '../ports/clock.ts';
import { wakeFollowers } from '../store/following.ts';
import type { Schema } from '../store/schema.ts';
import type { Components } from '../telemetry/components.ts';
import { watchRepositoryHost } from '../telemetry/watch-repository-host.ts';
import { gitHubOptionsOf } from './github-credential.ts';

/** GitHub, where a credential and a repository are configured; it is not asked anything before there is a need. */
export async function createRepositoryHost(
  settings: Settings,
  { components, logger }: { readonly components: Components; readonly logger: Logger },
): Promise<GitHubHost | undefined> {
  const options = gitHubOptionsOf(settings, logger);
  const { repositories, policiesRepository } = settings;
  if (options === undefined || (repositories.length === 0 && policiesRepository === undefined))
    return undefined;
  const host = await createGitHubHost(options);
  return watchRepositoryHost(host, components);
}

interface WebhookPorts {
  readonly db: Kysely<Schema>;
  readonly clock: Clock;
  /** These incidents are due now. */
  readonly woken: (incidents: readonly string[]) => void;
}

/** The way in for GitHub's word that a pull request has changed, where a secret is configured. */
export function githubWebhookOf(
  { githubWebhookSecret: secret, repositories, policiesRepository }: Settings,
  { db, clock, woken }: WebhookPorts,
): GitHubWebhook | undefined {
  if (secret === undefined) return undefined;
  const all = policiesRepository === undefined ? repositories : [...repositories, policiesRepository];
  const allowed = new Set(all.map(({ repository }) => repository.toLowerCase()));
  return {
    secret,
    isAllowed: (repository) => allowed.has(repository.toLowerCase()),
    async onPullRequestChanged(repository, branch) {
      woken(await wakeFollowers(db, { repository, branch }, clock.now()));
    },
  };
}
