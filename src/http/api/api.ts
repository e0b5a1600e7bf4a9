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
    await app.register(incidentRoutes(ports));
    await app.register(decisionRoutes(ports));
    await app.register(operationRoutes(ports, gate));
    await app.register(patternRoutes(ports.patterns));
    await app.register(sessionRoutes(sessions));
  };
}
