import { z } from 'zod';
import { isNetwork } from '../http/auth/trusted-proxy.ts';
import { key } from './config-key.ts';
import { nameList, url, wholeNumber } from './schemas.ts';

const headerName = z
  .string()
  .regex(/^[A-Za-z0-9-]+$/u, 'the name of a header, such as X-Forwarded-User')
  .transform((name) => name.toLowerCase());

/** Settings of who may look and decide. */
export const signInKeys = {
  apiToken: key({
    env: 'FIREBREAK_API_TOKEN',
    schema: z.string().min(16, 'at least 16 characters'),
    secret: true,
    meaning: 'admin token for machines',
  }),
  sharedToken: key({
    env: 'FIREBREAK_SHARED_TOKEN',
    schema: z.enum(['first-run', 'always', 'never']),
    fallback: 'first-run',
    meaning: 'when the token of the data folder signs in; first-run: while there is no other way in',
  }),
  usersFile: key({
    env: 'FIREBREAK_USERS_FILE',
    schema: z.string().min(1),
    meaning: 'local users, as firebreak user writes them; users.json in the data folder unless given',
  }),
  tokensFile: key({
    env: 'FIREBREAK_TOKENS_FILE',
    schema: z.string().min(1),
    meaning:
      'tokens of machines, as firebreak token writes them; tokens.json in the data folder unless given',
  }),
  sessionHours: key({
    env: 'FIREBREAK_SESSION_HOURS',
    schema: wholeNumber.min(1).max(168),
    fallback: 12,
    meaning: 'how long a sign-in lasts',
  }),
  oidcIssuer: key({
    env: 'FIREBREAK_OIDC_ISSUER',
    schema: url,
    meaning: 'OpenID Connect provider that people sign in with; needs FIREBREAK_PUBLIC_URL',
  }),
  oidcClientId: key({
    env: 'FIREBREAK_OIDC_CLIENT_ID',
    schema: z.string().min(1),
    meaning: 'what the provider knows Firebreak by',
  }),
  oidcClientSecret: key({
    env: 'FIREBREAK_OIDC_CLIENT_SECRET',
    schema: z.string().min(1),
    secret: true,
    meaning: 'secret of that client',
  }),
  oidcScopes: key({
    env: 'FIREBREAK_OIDC_SCOPES',
    schema: nameList,
    fallback: ['openid', 'profile', 'email', 'groups'],
    meaning: 'asked of the provider; some refuse a scope that they do not know',
  }),
  oidcGroupsClaim: key({
    env: 'FIREBREAK_OIDC_GROUPS_CLAIM',
    schema: z.string().min(1),
    fallback: 'groups',
    meaning: 'claim of the ID token, or of the user info, that lists groups',
  }),
  adminGroups: key({
    env: 'FIREBREAK_ADMIN_GROUPS',
    schema: nameList,
    fallback: [],
    meaning: 'groups from the provider or the proxy whose members are admins; * for everybody',
  }),
  approverGroups: key({
    env: 'FIREBREAK_APPROVER_GROUPS',
    schema: nameList,
    fallback: [],
    meaning: 'groups whose members are approvers',
  }),
  viewerGroups: key({
    env: 'FIREBREAK_VIEWER_GROUPS',
    schema: nameList,
    fallback: [],
    meaning: 'groups whose members may look',
  }),
  proxyAddresses: key({
    env: 'FIREBREAK_PROXY_ADDRESSES',
    schema: nameList.pipe(
      z.array(z.string().refine(isNetwork, 'an address or a network, such as 10.0.0.7 or 10.0.0.0/24')),
    ),
    fallback: [],
    meaning: 'where connections of a proxy come from that signs people in and says so in headers',
  }),
  proxyUserHeader: key({
    env: 'FIREBREAK_PROXY_USER_HEADER',
    schema: headerName,
    fallback: 'x-forwarded-user',
    meaning: 'header in which that proxy names the user',
  }),
  proxyGroupsHeader: key({
    env: 'FIREBREAK_PROXY_GROUPS_HEADER',
    schema: headerName,
    fallback: 'x-forwarded-groups',
    meaning: 'header in which that proxy lists groups, with commas',
  }),
} as const;
