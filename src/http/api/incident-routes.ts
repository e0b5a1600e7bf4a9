import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { incidentOutcomes, incidentStates } from '../../domain/incident.ts';
import { foundIncident, incidentParams } from '../incident-id.ts';
import type { HttpPorts } from '../ports.ts';
import { detailView, summaryView } from './incident-views.ts';
import { problemSchema } from './schemas/common.ts';
import { incidentDetailSchema } from './schemas/incident-detail.ts';
import { incidentListSchema } from './schemas/incident-summary.ts';
import { timelineOf } from '../timeline-of.ts';

const querySchema = z.object({
  state: z.enum(incidentStates).exactOptional(),
  outcome: z.enum(incidentOutcomes).exactOptional(),
  q: z.string().max(200).exactOptional(),
  after: z.string().max(200).exactOptional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

/** `GET /incidents` and `GET /incidents/{id}`. */
export function incidentRoutes(ports: HttpPorts): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/incidents',
      {
        config: { access: { to: 'api', role: 'viewer', scope: 'incidents:read' } },
        schema: {
          tags: ['incidents'],
          summary: 'Incidents, newest first',
          querystring: querySchema,
          response: { 200: incidentListSchema, default: problemSchema },
        },
      },
      async (request) => {
        const { incidents, next } = await ports.incidents.list(request.query);
        return { incidents: incidents.map(summaryView), next: next ?? null };
      },
    );

    app.get(
      '/incidents/:id',
      {
        config: { access: { to: 'api', role: 'viewer', scope: 'incidents:read' } },
        schema: {
          tags: ['incidents'],
          summary: 'One incident with everything known of it',
          params: incidentParams,
          response: { 200: incidentDetailSchema, default: problemSchema },
        },
      },
      async (request) => {
        const incident = await foundIncident(ports.incidents, request.params.id);
        return detailView(incident, await timelineOf(ports.ledger, incident.id));
      },
    );
  };
}
