import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AuthOptions } from '../app-options.ts';
import { addressOf } from './address-of.ts';
import type { Sessions, SignedIn } from './sessions.ts';

export const sessionCookie = 'firebreak_session';

/**
 * Opens a session under an id that nobody has seen before and closes the one that the browser had, so that no
 * session from before a sign-in lives on after it.
 */
export async function startSession(
  who: Omit<SignedIn, 'from'>,
  sessions: Sessions,
  request: FastifyRequest,
  reply: FastifyReply,
  secure: boolean,
): Promise<string> {
  const before = request.cookies[sessionCookie];
  if (before !== undefined) await sessions.close(before, 'signed-in-again', addressOf(request));
  const { id } = await sessions.open({ ...who, from: addressOf(request) });
  reply.setCookie(sessionCookie, id, { path: '/', httpOnly: true, sameSite: 'strict', secure });
  return id;
}

/** Whether people reach the service by HTTPS, as far as the settings say. */
export function isHttps({ publicUrl }: Pick<AuthOptions, 'publicUrl'>): boolean {
  return publicUrl?.startsWith('https://') ?? false;
}
