import { createOidcProvider } from '../adapters/oidc/oidc-provider.ts';
import { ConfigError, type Settings } from '../config.ts';
import type { AuthOptions } from '../http/app-options.ts';
import { type ApiToken, type ApiTokens, hashOfToken } from '../http/auth/api-token.ts';
import { includesRole } from '../http/auth/role.ts';
import { openUsersFile } from '../store/users-file.ts';
import { environmentTokenName, openTokensFile } from '../store/tokens-file.ts';
import { tokensFileOf, usersFileOf } from './users-file-of.ts';

type WaysIn = Pick<AuthOptions, 'users' | 'identityProvider' | 'proxy' | 'roleGroups'> & {
  readonly signInToken: () => string | undefined;
  /** How many people sign-in can tell apart. */
  readonly tellable: () => number;
};

/** The ways in that the settings open. Throws `ConfigError` where one is set by half. */
export function openWaysIn(settings: Settings, signInToken: string): WaysIn {
  const users = openUsersFile(usersFileOf(settings));
  const identityProvider = createProvider(settings);
  const { adminGroups: admin, approverGroups: approver, viewerGroups: viewer } = settings;
  const roleGroups = { admin, approver, viewer };
  const isProxied = settings.proxyAddresses.length > 0;
  const hasOther = identityProvider !== undefined || isProxied;
  if (hasOther && admin.length + approver.length + viewer.length === 0) {
    throw new ConfigError([
      'no group has a role: set FIREBREAK_APPROVER_GROUPS (and _ADMIN_, _VIEWER_) to groups, or to * for everybody',
    ]);
  }
  return {
    users,
    roleGroups,
    ...(identityProvider === undefined ? {} : { identityProvider }),
    ...(isProxied
      ? {
          proxy: {
            addresses: settings.proxyAddresses,
            userHeader: settings.proxyUserHeader,
            groupsHeader: settings.proxyGroupsHeader,
          },
        }
      : {}),
    signInToken() {
      if (settings.sharedToken === 'never') return undefined;
      const isFirstRun = !hasOther && users.all().length === 0;
      return settings.sharedToken === 'always' || isFirstRun ? signInToken : undefined;
    },
    tellable() {
      if (hasOther) return Infinity;
      const named = users.all().filter(({ role }) => includesRole(role, 'approver')).length;
      return Math.max(named, 1);
    },
  };
}

/** The token of the environment, an admin's, and those of the tokens file. */
export function apiTokensOf(settings: Settings): ApiTokens {
  const file = openTokensFile(tokensFileOf(settings));
  const { apiToken } = settings;
  const given: readonly ApiToken[] =
    apiToken === undefined
      ? []
      : [{ name: environmentTokenName, role: 'admin', sha256: hashOfToken(apiToken) }];
  return { all: () => [...given, ...file.all()] };
}

function createProvider(settings: Settings) {
  const { oidcIssuer: issuer, oidcClientId: clientId, oidcClientSecret: clientSecret, publicUrl } = settings;
  if (issuer === undefined) return undefined;
  if (clientId === undefined || publicUrl === undefined) {
    throw new ConfigError([
      'FIREBREAK_OIDC_ISSUER needs FIREBREAK_OIDC_CLIENT_ID and FIREBREAK_PUBLIC_URL too',
    ]);
  }
  return createOidcProvider({
    issuer,
    clientId,
    ...(clientSecret === undefined ? {} : { clientSecret }),
    redirectUri: new URL('/sign-in/oidc/callback', publicUrl).href,
    scopes: settings.oidcScopes,
    groupsClaim: settings.oidcGroupsClaim,
  });
}
