import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { type ReasonCode, reasons } from '../../domain/reasons.ts';
import type { AuthOptions } from '../app-options.ts';
import { anyone } from '../auth/access.ts';
import { addressOf } from '../auth/address-of.ts';
import { sameSecret } from '../auth/constant-time.ts';
import { personNameSchema } from '../auth/person-name.ts';
import { isHttps, sessionCookie, startSession } from '../auth/session-cookie.ts';
import type { Sessions } from '../auth/sessions.ts';
import type { SignInLimiter } from '../auth/sign-in-limiter.ts';
import { SignInPage, type SignInWays } from '../pages/sign-in-page.tsx';
import type { Clock } from '../../ports/clock.ts';
import { localPath } from './local-path.ts';
import type { PageContexts } from './page-contexts.ts';
import { sendPage } from './send-page.ts';

const text = z.string().max(512).catch('');
const querySchema = z.object({
  next: z.string().max(512).optional().catch(undefined),
  again: z.literal('1').optional().catch(undefined),
});
const formSchema = z.object({ name: text, token: text, next: text });

export interface SignInParts {
  readonly auth: AuthOptions;
  readonly sessions: Sessions;
  readonly limiter: SignInLimiter;
  readonly contexts: PageContexts;
  readonly clock: Clock;
}

export const tooManyAttempts = reasons['request.too-many-attempts'];

/** The page with every way in, signing in with the token of the data folder, and out again. */
export function signInPages(app: FastifyInstance, parts: SignInParts): void {
  const { auth, sessions, limiter, contexts, clock } = parts;

  app.get('/sign-in', { config: { access: anyone } }, async (request, reply) => {
    const { next, again } = querySchema.parse(request.query);
    return sendPage(
      reply,
      <SignInPage page={contexts.bare()} ways={waysIn(auth)} next={localPath(next)} again={again === '1'} />,
    );
  });

  app.post('/sign-in', { config: { access: { to: 'own-form' } } }, async (request, reply) => {
    const form = formSchema.parse(request.body ?? {});
    const next = localPath(form.next);
    const again = (status: number, error: string) =>
      signInAgain(reply.code(status), parts, { next, name: form.name, error });

    const attempt = limiter.attempt([addressOf(request)]);
    const refused = (reason: ReasonCode) =>
      auth.signInLog?.refused({ via: 'shared-token', reason, from: addressOf(request) });
    if (attempt === undefined) {
      refused('request.too-many-attempts');
      return again(429, tooManyAttempts);
    }
    const expected = auth.signInToken?.();
    if (expected === undefined || !sameSecret(form.token, expected)) {
      refused('sign-in.wrong-token');
      return again(401, reasons['sign-in.wrong-token']);
    }
    attempt.succeeded();
    const name = personNameSchema.safeParse(form.name);
    if (!name.success) return again(400, `The name does not fit: ${name.error.issues[0]?.message ?? ''}`);

    const who = {
      person: name.data,
      role: 'admin',
      via: 'shared-token',
      ids: [name.data],
      groups: [],
      signedInAt: clock.now().toISOString(),
    } as const;
    // The gate has compared Origin with our own origins, so its scheme is the one that the browser came by.
    const secure = isHttps(auth) || (request.headers.origin?.startsWith('https://') ?? false);
    await startSession(who, sessions, request, reply, secure);
    return reply.redirect(next, 303);
  });

  app.post('/sign-out', { config: { access: { to: 'page', role: 'viewer' } } }, async (request, reply) => {
    const id = request.cookies[sessionCookie];
    if (id !== undefined) await sessions.close(id, 'signed-out', addressOf(request));
    return reply.clearCookie(sessionCookie, { path: '/' }).redirect('/sign-in', 303);
  });
}

/** The sign-in page once more, with what went wrong. */
export function signInAgain(
  reply: FastifyReply,
  { auth, contexts }: Pick<SignInParts, 'auth' | 'contexts'>,
  { next, name = '', error }: { readonly next: string; readonly name?: string; readonly error: string },
): FastifyReply {
  return sendPage(
    reply,
    <SignInPage
      page={contexts.bare()}
      ways={waysIn(auth)}
      next={next}
      name={name.slice(0, 64)}
      error={error}
    />,
  );
}

function waysIn(auth: AuthOptions): SignInWays {
  return {
    sharedToken: auth.signInToken?.() !== undefined,
    password: (auth.users?.all().length ?? 0) > 0,
    ...(auth.identityProvider === undefined ? {} : { provider: auth.identityProvider.name }),
    proxy: auth.proxy !== undefined,
  };
}
