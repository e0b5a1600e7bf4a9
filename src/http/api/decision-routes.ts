import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { decisionKinds } from '../../domain/decision.ts';
import type { Incident } from '../../domain/incident.ts';
import { callerOf } from '../auth/caller.ts';
import { decisionReasonSchema } from '../decision-reason.ts';
import { incidentParams } from '../incident-id.ts';
import type { HttpPorts } from '../ports.ts';
import { decidedIncident } from '../decided-incident.ts';
import { detailView } from './incident-views.ts';
import { problemSchema } from './schemas/common.ts';
import { incidentDetailSchema } from './schemas/incident-detail.ts';
import { timelineOf } from '../timeline-of.ts';

const bodySchema = z.object({
  proposal: z.string().min(1).max(100),
  hash: z.string().min(1).max(128),
  decision: z.enum(decisionKinds),
  reason: decisionReasonSchema,
});

/** `POST /incidents/{id}/decision` and `POST /incidents/{id}/undo`. */
export function decisionRoutes(ports: HttpPorts): FastifyPluginAsyncZod {
  const detail = async (incident: Incident) =>
    detailView(incident, await timelineOf(ports.ledger, incident.id));

  return async (app) => {
    app.post(
      '/incidents/:id/decision',
      {
        config: { access: { to: 'api', role: 'approver', scope: 'incidents:decide' } },
        schema: {
          tags: ['decisions'],
          summary: 'Approve, deny or hand over exactly the proposal with this hash',
          params: incidentParams,
          body: bodySchema,
          response: { 200: incidentDetailSchema, default: problemSchema },
        },
      },
      async (request) => {
        const { reason, ...decision } = request.body;
        const result = await ports.approvals.decide({
          incident: request.params.id,
          ...decision,
          ...(reason === undefined ? {} : { reason }),
          by: callerOf(request),
          channel: 'api',
        });
        return detail(decidedIncident(result));
      },
    );

    app.post(
      '/incidents/:id/undo',
      {
        config: { access: { to: 'api', role: 'approver', scope: 'incidents:decide' } },
        schema: {
          tags: ['decisions'],
          summary: 'Propose the stored inverses of what ran, through all five layers',
          params: incidentParams,
          response: { 200: incidentDetailSchema, default: problemSchema },
        },
      },
      async (request) => {
        const result = await ports.approvals.undo({ incident: request.params.id, by: callerOf(request) });
        return detail(decidedIncident(result));
      },
    );
  };
}
