import type { FastifyInstance } from 'fastify';
import type { ApprovalsPort } from '../../approvals/approvals-port.ts';
import { callerOf } from '../auth/caller.ts';
import { ApprovalsPage } from '../pages/approvals-page.tsx';
import { mostWaiting, type PageContexts } from './page-contexts.ts';
import { sendPage } from './send-page.ts';

/** What waits for whoever asks. */
export function approvalPages(
  app: FastifyInstance,
  approvals: Pick<ApprovalsPort, 'waiting'>,
  contexts: PageContexts,
): void {
  app.get('/approvals', { config: { access: { to: 'page', role: 'viewer' } } }, async (request, reply) => {
    const waiting = await approvals.waiting(callerOf(request), mostWaiting);
    const page = await contexts.signedIn(request, waiting);
    return sendPage(
      reply,
      <ApprovalsPage page={page} waiting={waiting} isCut={waiting.length === mostWaiting} />,
    );
  });
}
