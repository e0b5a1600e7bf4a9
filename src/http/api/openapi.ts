import { fastifySwagger } from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import { anyone } from '../auth/access.ts';

/** `/openapi.json`, made from the schemas that the routes really check. Routes without a tag are not in it. */
export function installOpenApi(app: FastifyInstance, version: string): void {
  app.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Firebreak',
        version,
        description: 'Incidents, decisions, the stop switch, the ledger, the guardrails.',
      },
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
      security: [{ bearer: [] }],
    },
    hideUntagged: true,
    transform(route) {
      const { schema, url } = jsonSchemaTransform(route);
      const access = route.route.config?.access;
      // What the gate really asks, so that the document cannot promise anything else.
      return access?.to === 'api'
        ? { schema: { ...schema, 'x-required-role': access.role, 'x-required-scope': access.scope }, url }
        : { schema, url };
    },
  });
  app.get('/openapi.json', { config: { access: anyone } }, async () => app.swagger());
}
