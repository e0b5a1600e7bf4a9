import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { decisionKinds } from '../../domain/decision.ts';
import { callerOf } from '../auth/caller.ts';
import { decidedIncident } from '../decided-incident.ts';
import { decisionReasonSchema } from '../decision-reason.ts';
import { incidentParams } from '../incident-id.ts';
import type { ApprovalsPort } from '../../approvals/approvals-port.ts';
import { parsedForm } from './parsed-form.ts';

const decisionForm = z.object({
  proposal: z.string().min(1).max(100),
  hash: z.string().min(1).max(128),
  decision: z.enum(decisionKinds),
  reason: decisionReasonSchema,
  breakGlass: z.literal('yes').optional(),
});

/** What the forms of an incident's page post: decisions and undo, each answered by the page as it then is. */
export function decisionPosts(app: FastifyInstance, approvals: ApprovalsPort): void {
  app.post(
    '/incidents/:id/decision',
    { config: { access: { to: 'page', role: 'approver' } } },
    async (request, reply) => {
      const { id } = parsedForm(incidentParams, request.params);
      const { reason, breakGlass, ...decision } = parsedForm(decisionForm, request.body);
      const result = await approvals.decide({
        incident: id,
        ...decision,
        ...(reason === undefined ? {} : { reason }),
        ...(breakGlass === undefined ? {} : { breakGlass: true }),
        by: callerOf(request),
        channel: 'page',
      });
      return reply.redirect(pageOf(decidedIncident(result).id), 303);
    },
  );

  app.post(
    '/incidents/:id/undo',
    { config: { access: { to: 'page', role: 'approver' } } },
    async (request, reply) => {
      const { id } = parsedForm(incidentParams, request.params);
      const result = await approvals.undo({ incident: id, by: callerOf(request) });
      return reply.redirect(pageOf(decidedIncident(result).id), 303);
    },
  );
}

function pageOf(incident: string): string {
  return `/incidents/${encodeURIComponent(incident)}`;
}
