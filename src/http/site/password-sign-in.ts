import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { identityOf } from '../../domain/decision.ts';
import { type ReasonCode, reasons } from '../../domain/reasons.ts';
import { addressOf } from '../auth/address-of.ts';
import { findUser } from '../auth/local-users.ts';
import { verifyPassword } from '../auth/password.ts';
import { isHttps, startSession } from '../auth/session-cookie.ts';
import { localPath } from './local-path.ts';
import { signInAgain, type SignInParts, tooManyAttempts } from './sign-in-pages.tsx';

const text = z.string().max(512).catch('');
const formSchema = z.object({ name: text, password: text, next: text });

/** Signing in as a user of the users file. */
export function passwordSignIn(app: FastifyInstance, parts: SignInParts): void {
  const { auth, sessions, limiter, clock } = parts;
  // One at a time: each takes 32 MiB, and nobody gets to fill the memory by trying.
  let before: Promise<unknown> = Promise.resolve();
  const inTurn = (check: () => Promise<boolean>): Promise<boolean> => {
    const result = before.then(check);
    before = result.catch(() => undefined);
    return result;
  };

  app.post('/sign-in/password', { config: { access: { to: 'own-form' } } }, async (request, reply) => {
    const { name, password, next: given } = formSchema.parse(request.body ?? {});
    const next = localPath(given);
    const from = addressOf(request);
    const attempt = limiter.attempt([from, `user ${identityOf(name)}`]);
    const user = findUser(auth.users, name);
    // Only a name that there is goes on record: people type passwords into the wrong field.
    const account = user === undefined ? {} : { account: user.name };
    const refused = (reason: ReasonCode) =>
      auth.signInLog?.refused({ via: 'local', reason, from, ...account });
    if (attempt === undefined) {
      refused('request.too-many-attempts');
      return signInAgain(reply.code(429), parts, { next, name, error: tooManyAttempts });
    }
    // The same words in the same time, whether there is such a user or not.
    if (!(await inTurn(() => verifyPassword(password, user?.password))) || user === undefined) {
      refused('sign-in.wrong-password');
      const error = reasons['sign-in.wrong-password'];
      return signInAgain(reply.code(401), parts, { next, name, error });
    }
    attempt.succeeded();
    const who = {
      person: user.name,
      role: user.role,
      via: 'local',
      ids: [user.name],
      groups: user.groups,
      signedInAt: clock.now().toISOString(),
    } as const;
    const secure = isHttps(auth) || (request.headers.origin?.startsWith('https://') ?? false);
    await startSession(who, sessions, request, reply, secure);
    return reply.redirect(next, 303);
  });
}
