import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import { createGitHubHost, type GitHubHost } from '../adapters/github/github-host.ts';
import type { Settings } from '../config.ts';
import type { GitHubWebhook } from '../http/github/webhook.ts';
import type { PolicyRepository } from '../policy-changes/policy-repository.ts';
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
  if (options === undefined || touchedRepositories(settings).length === 0) return undefined;
  const host = await createGitHubHost(options);
  return watchRepositoryHost(host, components);
}

/** Every repository in which pull requests may be opened. */
export function touchedRepositories({
  repositories,
  policiesRepository,
}: Pick<Settings, 'repositories' | 'policiesRepository'>): readonly Pick<
  PolicyRepository,
  'repository' | 'base'
>[] {
  return policiesRepository === undefined ? repositories : [...repositories, policiesRepository];
}

interface WebhookPorts {
  readonly db: Kysely<Schema>;
  readonly clock: Clock;
  /** These incidents are due now. */
  readonly woken: (incidents: readonly string[]) => void;
}

/** The way in for GitHub's word that a pull request has changed, where a secret is configured. */
export function githubWebhookOf(
  settings: Settings,
  { db, clock, woken }: WebhookPorts,
): GitHubWebhook | undefined {
  const { githubWebhookSecret: secret } = settings;
  if (secret === undefined) return undefined;
  const allowed = new Set(touchedRepositories(settings).map(({ repository }) => repository.toLowerCase()));
  return {
    secret,
    isAllowed: (repository) => allowed.has(repository.toLowerCase()),
    async onPullRequestChanged(repository, branch) {
      woken(await wakeFollowers(db, { repository, branch }, clock.now()));
    },
  };
}
