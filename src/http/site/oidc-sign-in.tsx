import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { reasons } from '../../domain/reasons.ts';
import { IdentityProviderError, type ProvidedIdentity } from '../../ports/identity-provider.ts';
import { anyone } from '../auth/access.ts';
import { addressOf } from '../auth/address-of.ts';
import { roleOfGroups } from '../auth/role-groups.ts';
import { isHttps, startSession } from '../auth/session-cookie.ts';
import { SignedInPage } from '../pages/signed-in-page.tsx';
import { localPath } from './local-path.ts';
import { sendPage } from './send-page.ts';
import { signInAgain, type SignInParts } from './sign-in-pages.tsx';

const pendingSeconds = 600;
const querySchema = z.object({
  next: z.string().max(512).optional().catch(undefined),
  again: z.literal('1').optional().catch(undefined),
});
const pendingSchema = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  next: z.string(),
});

/** Signing in by an OpenID Connect provider: `/sign-in/oidc` leaves for it, `/sign-in/oidc/callback` comes back. */
export function oidcSignIn(app: FastifyInstance, parts: SignInParts): void {
  const { auth, sessions } = parts;
  const { identityProvider: provider, roleGroups } = auth;
  if (provider === undefined || roleGroups === undefined) return;
  const secure = isHttps(auth);
  // `__Host-`: no other host of the domain can put one of its own in its place (RFC 6265bis).
  const cookie = secure ? '__Host-firebreak_oidc' : 'firebreak_oidc';
  // Lax: the browser comes back from another site, and then sends no strict cookie.
  const cookieOptions = { path: '/', httpOnly: true, sameSite: 'lax', secure } as const;

  app.get('/sign-in/oidc', { config: { access: anyone } }, async (request, reply) => {
    const query = querySchema.parse(request.query);
    const next = localPath(query.next);
    try {
      const { url, pending } = await provider.begin({ again: query.again === '1' });
      const kept = Buffer.from(JSON.stringify({ ...pending, next })).toString('base64url');
      return await reply
        .setCookie(cookie, kept, { ...cookieOptions, maxAge: pendingSeconds })
        .redirect(url, 303);
    } catch (cause) {
      if (!(cause instanceof IdentityProviderError)) throw cause;
      request.log.warn({ error: cause.message }, 'the identity provider could not be asked');
      return signInAgain(reply.code(503), parts, { next, error: reasons['sign-in.provider-unreachable'] });
    }
  });

  app.get('/sign-in/oidc/callback', { config: { access: anyone } }, async (request, reply) => {
    const pending = readPending(request.cookies[cookie]);
    reply.clearCookie(cookie, cookieOptions);
    if (pending === undefined) {
      return signInAgain(reply.code(400), parts, { next: '/', error: reasons['sign-in.not-begun'] });
    }
    const next = localPath(pending.next);
    let identity: ProvidedIdentity;
    try {
      identity = await provider.finish(new URL(request.url, 'http://callback').search, pending);
    } catch (cause) {
      if (!(cause instanceof IdentityProviderError)) throw cause;
      request.log.warn({ error: cause.message }, 'a sign-in was not confirmed');
      auth.signInLog?.refused({ via: 'oidc', reason: 'sign-in.not-confirmed', from: addressOf(request) });
      return signInAgain(reply.code(401), parts, { next, error: reasons['sign-in.not-confirmed'] });
    }
    const { subject, email, groups, authenticatedAt } = identity;
    const role = roleOfGroups(groups, roleGroups);
    if (role === undefined) {
      const account = email ?? subject;
      auth.signInLog?.refused({ via: 'oidc', reason: 'sign-in.no-role', from: addressOf(request), account });
      return signInAgain(reply.code(403), parts, { next, error: reasons['sign-in.no-role'] });
    }
    const who = {
      person: email ?? subject,
      role,
      via: 'oidc',
      ids: email === undefined ? [subject] : [email, subject],
      groups,
      ...(authenticatedAt === undefined ? {} : { signedInAt: authenticatedAt.toISOString() }),
    } as const;
    await startSession(who, sessions, request, reply, secure);
    return sendPage(reply, <SignedInPage page={parts.contexts.bare()} next={next} />);
  });
}

function readPending(cookie: string | undefined): z.output<typeof pendingSchema> | undefined {
  if (cookie === undefined) return undefined;
  try {
    return pendingSchema.parse(JSON.parse(Buffer.from(cookie, 'base64url').toString('utf8')));
  } catch {
    return undefined;
  }
}
