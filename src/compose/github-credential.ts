import type { Logger } from 'pino';
import type { GitHubCredential, GitHubOptions } from '../adapters/github/github-client.ts';
import { ConfigError, type Settings } from '../config.ts';

type GitHubSettings = Pick<
  Settings,
  'githubToken' | 'githubAppId' | 'githubAppPrivateKey' | 'githubAppInstallationId'
>;

/** A token or an App, where one is set. Throws `ConfigError` where it is both, or an App by half. */
export function githubCredentialOf(settings: GitHubSettings): GitHubCredential | undefined {
  const { githubToken: token, githubAppId, githubAppPrivateKey, githubAppInstallationId } = settings;
  const app = {
    GITHUB_APP_ID: githubAppId,
    GITHUB_APP_PRIVATE_KEY: githubAppPrivateKey,
    GITHUB_APP_INSTALLATION_ID: githubAppInstallationId,
  };
  const given = Object.entries(app).filter(([, value]) => value !== undefined);
  if (given.length === 0) return token === undefined ? undefined : { kind: 'token', token };
  if (token !== undefined) {
    throw new ConfigError(['GITHUB_TOKEN and a GitHub App are both set; unset the one that is not meant']);
  }
  if (
    githubAppId === undefined ||
    githubAppPrivateKey === undefined ||
    githubAppInstallationId === undefined
  ) {
    const missing = Object.keys(app).filter((name) => !given.some(([each]) => each === name));
    throw new ConfigError([`a GitHub App needs ${missing.join(' and ')} too`]);
  }
  return {
    kind: 'app',
    appId: githubAppId,
    privateKey: githubAppPrivateKey,
    installationId: githubAppInstallationId,
  };
}

/** How GitHub is reached, where a credential is set. */
export function gitHubOptionsOf(settings: Settings, logger: Logger): GitHubOptions | undefined {
  const credential = githubCredentialOf(settings);
  if (credential === undefined) return undefined;
  const { githubApiUrl: apiUrl } = settings;
  return { credential, logger, ...(apiUrl === undefined ? {} : { apiUrl }) };
}
