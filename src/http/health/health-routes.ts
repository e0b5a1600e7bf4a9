import type { FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';
import { anyone } from '../auth/access.ts';
import type { HealthPort } from '../ports.ts';

/** `/livez`: the process answers. `/readyz`: it can do its work, or why not. `/metrics`: for Prometheus. */
export function healthRoutes(app: FastifyInstance, health: HealthPort, registry: Registry): void {
  app.get('/livez', { config: { access: anyone } }, async () => ({ alive: true }));

  app.get('/readyz', { config: { access: anyone } }, async (_request, reply) => {
    const reasons = await health.notReady();
    return reply.code(reasons.length === 0 ? 200 : 503).send({ ready: reasons.length === 0, reasons });
  });

  app.get('/metrics', { config: { access: anyone } }, async (_request, reply) =>
    reply.type(registry.contentType).send(await registry.metrics()),
  );
}
