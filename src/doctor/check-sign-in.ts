import { z } from 'zod';
import { getJson, HttpJsonError } from '../adapters/http-json.ts';
import { usersFileOf } from '../compose/users-file-of.ts';
import { openWaysIn } from '../compose/ways-in.ts';
import { ConfigError, type Settings } from '../config.ts';
import { includesRole } from '../http/auth/role.ts';
import { readUsers, UsersFileError } from '../store/users-file.ts';
import type { Check } from './check.ts';

const timeoutMilliseconds = 5_000;
const name = 'sign-in';
const withUser = 'firebreak user add NAME --role approver';

/** Whether people can sign in, and somebody may approve. */
export async function checkSignIn(settings: Settings, signal: AbortSignal): Promise<readonly Check[]> {
  try {
    openWaysIn(settings, '');
    const approvers = checkApprovers(settings);
    return [approvers, ...checkHalves(settings), ...(await checkProvider(settings, signal))];
  } catch (cause) {
    if (cause instanceof ConfigError) {
      const mend = 'set what it names, or unset the others; docs/sign-in.md has each way in';
      return [{ name, status: 'finding', message: cause.message, mend }];
    }
    if (cause instanceof UsersFileError) {
      const mend = 'mend the file, or write it anew with `firebreak user add`';
      return [{ name, status: 'finding', message: cause.message, mend }];
    }
    throw cause;
  }
}

function checkApprovers(settings: Settings): Check {
  const { mode, adminGroups, approverGroups, sharedToken } = settings;
  const users = readUsers(usersFileOf(settings));
  const approvers = users.filter(({ role }) => includesRole(role, 'approver')).length;
  const byGroup = settings.oidcIssuer !== undefined || settings.proxyAddresses.length > 0;
  if ((byGroup && adminGroups.length + approverGroups.length > 0) || approvers > 0) {
    return { name, status: 'ok', message: 'somebody may approve by name' };
  }
  const hasToken =
    sharedToken === 'always' || (sharedToken === 'first-run' && !byGroup && users.length === 0);
  if (!hasToken) {
    return {
      name,
      status: mode === 'approve' || !(byGroup || users.length > 0) ? 'finding' : 'note',
      message: 'nobody may approve',
      mend: `${withUser}${byGroup ? ', or set FIREBREAK_APPROVER_GROUPS' : ''}`,
    };
  }
  return {
    name,
    status: mode === 'approve' ? 'finding' : 'note',
    message: 'everybody signs in with one token, so that the ledger cannot tell who approved',
    mend: withUser,
  };
}

function checkHalves({ oidcIssuer, oidcClientId, oidcClientSecret }: Settings): readonly Check[] {
  if (oidcIssuer !== undefined || (oidcClientId ?? oidcClientSecret) === undefined) return [];
  return [
    {
      name,
      status: 'finding',
      message: 'there is an OpenID Connect client and no provider',
      mend: 'set FIREBREAK_OIDC_ISSUER',
    },
  ];
}

/** https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig: the issuer there is the one asked, to the letter. */
async function checkProvider(
  { oidcIssuer: issuer }: Settings,
  signal: AbortSignal,
): Promise<readonly Check[]> {
  if (issuer === undefined) return [];
  const at = 'identity provider';
  const address = new URL(`${issuer.replace(/\/$/u, '')}/.well-known/openid-configuration`);
  try {
    const found = await getJson(address, z.object({ issuer: z.string() }), { timeoutMilliseconds, signal });
    if (found.issuer.replace(/\/$/u, '') === issuer.replace(/\/$/u, ''))
      return [{ name: at, status: 'ok', message: `${issuer} answers` }];
    const mend = `set FIREBREAK_OIDC_ISSUER to ${found.issuer}`;
    return [{ name: at, status: 'finding', message: `${issuer} calls itself ${found.issuer}`, mend }];
  } catch (cause) {
    if (!(cause instanceof HttpJsonError)) throw cause;
    const mend = 'check FIREBREAK_OIDC_ISSUER and the way there';
    return [{ name: at, status: 'unreachable', message: cause.message, mend }];
  }
}
