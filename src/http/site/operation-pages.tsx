import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { callerOf, personOf } from '../auth/caller.ts';
import { includesRole } from '../auth/role.ts';
import { LedgerPage } from '../pages/ledger-page.tsx';
import { StopPage } from '../pages/stop-page.tsx';
import type { HttpPorts } from '../ports.ts';
import { HttpProblem } from '../problem.ts';
import type { PageContexts } from './page-contexts.ts';
import { parsedForm } from './parsed-form.ts';
import { sendPage } from './send-page.ts';

const ENTRIES_PER_PAGE = 100;

const ledgerQuery = z.object({ before: z.coerce.number().int().min(1).catch(Number.MAX_SAFE_INTEGER) });
const stopForm = z.object({ switch: z.enum(['stop', 'release']) });

/** The ledger, and the stop switch with the page that asks first. */
export function operationPages(app: FastifyInstance, ports: HttpPorts, contexts: PageContexts): void {
  app.get('/ledger', { config: { access: { to: 'page', role: 'viewer' } } }, async (request, reply) => {
    const { before } = ledgerQuery.parse(request.query);
    const entries = await ports.ledger.entries({ before, limit: ENTRIES_PER_PAGE });
    const earliest = entries.at(-1)?.seq ?? 1;
    return sendPage(
      reply,
      <LedgerPage
        page={await contexts.signedIn(request)}
        state={ports.ledger.state()}
        entries={entries}
        earlier={earliest > 1 ? earliest : undefined}
      />,
    );
  });

  app.get('/stop', { config: { access: { to: 'page', role: 'viewer' } } }, async (request, reply) =>
    sendPage(reply, <StopPage page={await contexts.signedIn(request)} />),
  );

  app.post('/stop', { config: { access: { to: 'page', role: 'approver' } } }, async (request, reply) => {
    const stop = parsedForm(stopForm, request.body).switch === 'stop';
    // Stopping is always safe; letting changes through again is the admin's word.
    if (!stop && !includesRole(personOf(request).role, 'admin'))
      throw new HttpProblem(403, 'request.role-too-low');
    await ports.stopSwitch.set(stop, callerOf(request));
    return reply.redirect('/', 303);
  });
}
