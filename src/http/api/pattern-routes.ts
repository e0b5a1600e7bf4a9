import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { mistakeSources } from '../../domain/mistake.ts';
import { layers } from '../../domain/verdict.ts';
import type { PatternsPort } from '../ports.ts';
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

/** `GET /patterns`. */
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
  };
}
