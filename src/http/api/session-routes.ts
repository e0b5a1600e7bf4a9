import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { identityOf } from '../../domain/decision.ts';
import { callerOf } from '../auth/caller.ts';
import type { Session } from '../auth/session-store.ts';
import type { Sessions } from '../auth/sessions.ts';
import { HttpProblem } from '../problem.ts';
import { problemSchema } from './schemas/common.ts';
import { sessionsSchema } from './schemas/session.ts';

const tags = ['sessions'];
const write = { to: 'api', role: 'admin', scope: 'sessions:write' } as const;
const response = { 200: sessionsSchema, default: problemSchema };

/** Who is signed in, and ending that. */
export function sessionRoutes(sessions: Sessions): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/sessions',
      {
        config: { access: { to: 'api', role: 'admin', scope: 'sessions:read' } },
        schema: { tags, summary: 'Everybody who is signed in, the newest first', response },
      },
      async () => ({ sessions: (await sessions.list()).map(sessionView) }),
    );

    app.delete(
      '/sessions',
      {
        config: { access: write },
        schema: {
          tags,
          summary: 'End all sessions of a person; answers with those that were ended',
          querystring: z.object({ person: z.string().min(1).max(320) }),
          response,
        },
      },
      async (request) => {
        const person = identityOf(request.query.person);
        const ended = await sessions.end(
          (session) => identityOf(session.person) === person,
          callerOf(request),
        );
        return { sessions: ended.map(sessionView) };
      },
    );

    app.delete(
      '/sessions/:id',
      {
        config: { access: write },
        schema: {
          tags,
          summary: 'End a session',
          params: z.object({ id: z.string().min(1).max(64) }),
          response,
        },
      },
      async (request) => {
        const ended = await sessions.end(({ idHash }) => idHash === request.params.id, callerOf(request));
        if (ended.length === 0) throw new HttpProblem(404, 'session.not-found');
        return { sessions: ended.map(sessionView) };
      },
    );
  };
}

function sessionView({ idHash, person, role, via, from, createdAt, expiresAt }: Session) {
  return { id: idHash, person, role, via, from: from ?? null, createdAt, expiresAt };
}
