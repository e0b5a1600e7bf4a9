import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { isSameDecider } from '../../domain/decision.ts';
import { callerOf, type PersonPrincipal, personOf } from '../auth/caller.ts';
import { includesRole } from '../auth/role.ts';
import type { Session } from '../auth/session-store.ts';
import { formToken, type Sessions } from '../auth/sessions.ts';
import { SessionsPage } from '../pages/sessions-page.tsx';
import { HttpProblem } from '../problem.ts';
import type { PageContexts } from './page-contexts.ts';
import { parsedForm } from './parsed-form.ts';
import { sendPage } from './send-page.ts';

const endForm = z.union([
  z.object({ session: z.string().min(1).max(64) }),
  z.object({ person: z.string().min(1).max(320) }),
]);

/** Somebody's own sessions, and everybody's for an admin. */
export function sessionPages(app: FastifyInstance, sessions: Sessions, contexts: PageContexts): void {
  app.get('/sessions', { config: { access: { to: 'page', role: 'viewer' } } }, async (request, reply) => {
    const person = personOf(request);
    const all = await sessions.list();
    const mine = all.filter(isOf(person));
    const { name, role, via, sessionId } = person;
    return sendPage(
      reply,
      <SessionsPage
        page={await contexts.signedIn(request)}
        viewer={{ name, role, via, formToken: formToken(sessionId) }}
        current={sessions.hashOf(sessionId)}
        mine={mine}
        others={includesRole(role, 'admin') ? all.filter((session) => !mine.includes(session)) : []}
      />,
    );
  });

  app.post(
    '/sessions/end',
    { config: { access: { to: 'page', role: 'viewer' } } },
    async (request, reply) => {
      const person = personOf(request);
      const form = parsedForm(endForm, request.body);
      const isOwn = isOf(person);
      const isMeant = (session: Session) =>
        'session' in form
          ? session.idHash === form.session
          : session.person === form.person || (form.person === person.name && isOwn(session));
      // What is not theirs is to anybody but an admin as if it were not there.
      const isTheirs = (session: Session) => includesRole(person.role, 'admin') || isOwn(session);
      const ended = await sessions.end((session) => isMeant(session) && isTheirs(session), callerOf(request));
      if (ended.length === 0) throw new HttpProblem(404, 'session.not-found');
      return reply.redirect('/sessions', 303);
    },
  );
}

function isOf({ name, via }: PersonPrincipal): (session: Session) => boolean {
  const one = { kind: 'person', name, via } as const;
  return (session) => isSameDecider(one, { kind: 'person', name: session.person, via: session.via });
}
