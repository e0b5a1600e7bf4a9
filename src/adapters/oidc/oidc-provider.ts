import type { Configuration, IDToken } from 'openid-client';
import { z } from 'zod';
import { messageOf } from '../../domain/message-of.ts';
import { isLoopback } from '../../http/auth/loopback-address.ts';
import {
  type IdentityProvider,
  IdentityProviderError,
  type ProvidedIdentity,
} from '../../ports/identity-provider.ts';

export interface OidcOptions {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret?: string;
  /** Registered with the provider: `https://firebreak.example.org/sign-in/oidc/callback`. */
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  /** The claim of the ID token, or of the user info, that lists groups. */
  readonly groupsClaim: string;
}

const timeoutSeconds = 10;
const groupsSchema = z.union([z.array(z.string()), z.string().transform((group) => [group])]).catch([]);

/** Signs people in by the authorization code flow with PKCE, state and nonce (OpenID Connect Core 3.1, RFC 9700). */
export function createOidcProvider(options: OidcOptions): IdentityProvider {
  let discovered: Promise<Configuration> | undefined;

  /** Asked once; again after a failure, so that a provider that starts later is found. */
  const discover = async (): Promise<Configuration> => {
    discovered ??= readConfiguration(options);
    try {
      return await discovered;
    } catch (cause) {
      discovered = undefined;
      throw cause;
    }
  };

  return {
    name: new URL(options.issuer).host,
    async begin({ again }) {
      const client = await import('openid-client');
      const pending = {
        state: client.randomState(),
        nonce: client.randomNonce(),
        verifier: client.randomPKCECodeVerifier(),
      };
      const configuration = await believed(discover);
      const url = client.buildAuthorizationUrl(configuration, {
        redirect_uri: options.redirectUri,
        scope: options.scopes.join(' '),
        state: pending.state,
        nonce: pending.nonce,
        code_challenge: await client.calculatePKCECodeChallenge(pending.verifier),
        code_challenge_method: 'S256',
        ...(again ? { prompt: 'login', max_age: '0' } : {}),
      });
      return { url: url.href, pending };
    },
    async finish(answer, { state, nonce, verifier }) {
      const client = await import('openid-client');
      return believed(async () => {
        const configuration = await discover();
        const url = new URL(options.redirectUri);
        url.search = answer;
        const tokens = await client.authorizationCodeGrant(configuration, url, {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
        });
        const claims = tokens.claims();
        if (claims === undefined) throw new IdentityProviderError('the provider gave no ID token');
        const needsMore = claims[options.groupsClaim] === undefined || claims['email'] === undefined;
        const info =
          needsMore && configuration.serverMetadata().userinfo_endpoint !== undefined
            ? await client.fetchUserInfo(configuration, tokens.access_token, claims.sub)
            : {};
        return identityOf(claims, { ...info, ...claims }, options.groupsClaim);
      });
    },
  };
}

async function readConfiguration({ issuer, clientId, clientSecret }: OidcOptions): Promise<Configuration> {
  const client = await import('openid-client');
  const url = new URL(issuer);
  // A provider on this machine may speak plain HTTP; anywhere else a thief on the way could be anybody.
  const insecure = url.protocol === 'http:' && isLoopback(url.hostname) ? [client.allowInsecureRequests] : [];
  return client.discovery(url, clientId, clientSecret, undefined, {
    execute: [client.enableNonRepudiationChecks, ...insecure],
    timeout: timeoutSeconds,
  });
}

function identityOf(
  { sub, auth_time: authTime }: IDToken,
  claims: Readonly<Record<string, unknown>>,
  groupsClaim: string,
): ProvidedIdentity {
  const { email } = claims;
  // Some providers let people type any address in.
  const isVerified = typeof email === 'string' && claims['email_verified'] === true;
  return Object.freeze({
    subject: sub,
    ...(isVerified ? { email } : {}),
    groups: groupsSchema.parse(claims[groupsClaim]),
    ...(authTime === undefined ? {} : { authenticatedAt: new Date(authTime * 1000) }),
  });
}

async function believed<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (cause) {
    if (cause instanceof IdentityProviderError) throw cause;
    throw new IdentityProviderError(messageOf(cause), { cause });
  }
}
