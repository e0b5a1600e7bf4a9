import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { mistakeSources } from '../../domain/mistake.ts';
import { layers } from '../../domain/verdict.ts';
import { callerOf } from '../auth/caller.ts';
import { decidedIncident } from '../decided-incident.ts';
import { policyWishSchema } from '../policy-wish.ts';
import type { PatternsPort } from '../ports.ts';
import { HttpProblem } from '../problem.ts';
import { reportView } from './pattern-views.ts';
import { problemSchema } from './schemas/common.ts';
import { failureReportSchema } from './schemas/patterns.ts';

const name = z.string().min(1).max(300).exactOptional();
const querySchema = z.object({
  pattern: name.describe('A name, or `unclassified`.'),
  source: z.enum(mistakeSources).exactOptional(),
  layer: z.enum(layers).exactOptional(),
  model: name,
  alert: name,
  namespace: name,
});

/** The incident that the proposal has for its own. */
const proposedSchema = z.object({ incident: z.string() });

/** `GET /patterns` and `POST /patterns/proposals`. */
export function patternRoutes(patterns: PatternsPort): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/patterns',
      {
        config: { access: { to: 'api', role: 'viewer', scope: 'patterns:read' } },
        schema: {
          tags: ['patterns'],
          summary: 'Mistakes on record by failure pattern, with the newest examples',
          querystring: querySchema,
          response: { 200: failureReportSchema, default: problemSchema },
        },
      },
      async (request) => reportView(await patterns.report(request.query)),
    );

    app.post(
      '/patterns/proposals',
      {
        config: { access: { to: 'api', role: 'approver', scope: 'patterns:propose' } },
        schema: {
          tags: ['patterns'],
          summary: 'Propose a deny rule or a failure pattern as a pull request on the policies',
          body: policyWishSchema,
          response: { 200: proposedSchema, default: problemSchema },
        },
      },
      async (request) => {
        const { seq, index, ...wish } = request.body;
        if (patterns.propose === undefined) throw new HttpProblem(409, 'pull-request.not-configured');
        const { id } = decidedIncident(await patterns.propose({ seq, index, wish, by: callerOf(request) }));
        return { incident: id };
      },
    );
  };
}
