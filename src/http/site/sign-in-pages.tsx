import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { reasons } from '../../domain/reasons.ts';
import type { Clock } from '../../ports/clock.ts';
import type { AuthOptions } from '../app-options.ts';
import { anyone } from '../auth/access.ts';
import { sameSecret } from '../auth/constant-time.ts';
import { sessionCookie } from '../auth/gate.ts';
import { personNameSchema } from '../auth/person-name.ts';
import type { Sessions } from '../auth/sessions.ts';
import type { SignInLimiter } from '../auth/sign-in-limiter.ts';
import { SignInPage } from '../pages/sign-in-page.tsx';
import { localPath } from './local-path.ts';
import type { PageContexts } from './page-contexts.ts';
import { sendPage } from './send-page.ts';

const text = z.string().max(512).catch('');
const querySchema = z.object({ next: z.string().max(512).optional().catch(undefined) });
const formSchema = z.object({ name: text, token: text, next: text });

interface SignInParts {
  readonly auth: AuthOptions;
  readonly sessions: Sessions;
  readonly limiter: SignInLimiter;
  readonly contexts: PageContexts;
  readonly clock: Clock;
}

/** Signing in with the token of the data folder, and out again. */
export function signInPages(
  app: FastifyInstance,
  { auth, sessions, limiter, contexts, clock }: SignInParts,
): void {
  app.get('/sign-in', { config: { access: anyone } }, async (request, reply) => {
    const next = localPath(querySchema.parse(request.query).next);
    return sendPage(reply, <SignInPage page={contexts.bare()} next={next} />);
  });

  app.post('/sign-in', { config: { access: { to: 'own-form' } } }, async (request, reply) => {
    const form = formSchema.parse(request.body ?? {});
    const next = localPath(form.next);
    const again = (status: number, error: string) =>
      sendPage(
        reply.code(status),
        <SignInPage page={contexts.bare()} next={next} name={form.name.slice(0, 64)} error={error} />,
      );

    if (limiter.isBlocked(request.ip)) return again(429, reasons['request.too-many-attempts']);
    if (auth.signInToken === undefined || !sameSecret(form.token, auth.signInToken)) {
      limiter.failed(request.ip);
      return again(401, 'That is not the sign-in token.');
    }
    const name = personNameSchema.safeParse(form.name);
    if (!name.success) return again(400, `The name does not fit: ${name.error.issues[0]?.message ?? ''}`);

    const { id } = await sessions.open({
      person: name.data,
      role: 'admin',
      via: 'shared-token',
      ids: [name.data],
      groups: [],
      signedInAt: clock.now().toISOString(),
    });
    // The gate has compared Origin with our own origins, so its scheme is the one that the browser came by.
    const secure = request.headers.origin?.startsWith('https://') ?? false;
    reply.setCookie(sessionCookie, id, { path: '/', httpOnly: true, sameSite: 'strict', secure });
    return reply.redirect(next, 303);
  });

  app.post('/sign-out', { config: { access: { to: 'page', role: 'viewer' } } }, async (request, reply) => {
    const id = request.cookies[sessionCookie];
    if (id !== undefined) await sessions.close(id);
    return reply.clearCookie(sessionCookie, { path: '/' }).redirect('/sign-in', 303);
  });
}
