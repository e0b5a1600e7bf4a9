import type { FastifyInstance } from 'fastify';
import type { Sessions } from '../auth/sessions.ts';
import type { CheckGate } from '../check-gate.ts';
import type { HttpPorts } from '../ports.ts';
import { decisionRoutes } from './decision-routes.ts';
import { incidentRoutes } from './incident-routes.ts';
import { patternRoutes } from './pattern-routes.ts';
import { sessionRoutes } from './session-routes.ts';
import { operationRoutes } from './operation-routes.ts';

/** `/api/v1`: what the pages can do, for programs. */
export function api(ports: HttpPorts, sessions: Sessions, gate: CheckGate) {
  return async (app: FastifyInstance): Promise<void> => {
    takeEmptyBodies(app);
    await app.register(incidentRoutes(ports));
    await app.register(decisionRoutes(ports));
    await app.register(operationRoutes(ports, gate));
    await app.register(patternRoutes(ports.patterns));
    await app.register(sessionRoutes(sessions));
  };
}

/** Clients that say `application/json` of every request say it of those without a body too. */
function takeEmptyBodies(app: FastifyInstance): void {
  const { onProtoPoisoning = 'error', onConstructorPoisoning = 'error' } = app.initialConfig;
  const readJson = app.getDefaultJsonParser(onProtoPoisoning, onConstructorPoisoning);
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null);
    else void readJson(request, body, done);
  });
}
