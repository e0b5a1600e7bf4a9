import type { FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';
import { anyone } from '../auth/access.ts';
import type { HealthPort } from '../ports.ts';

/**
 * `/livez`: the process answers. `/readyz`: it can do its work, or why not, and what it has to
 * do without. `/metrics`: for Prometheus.
 */
export function healthRoutes(app: FastifyInstance, health: HealthPort, registry: Registry): void {
  app.get('/livez', { config: { access: anyone } }, async () => ({ alive: true }));

  app.get('/readyz', { config: { access: anyone } }, async (_request, reply) => {
    const reasons = await health.notReady();
    const ready = reasons.length === 0;
    const degraded = health.degraded().map(({ component }) => component);
    return reply.code(ready ? 200 : 503).send({ ready, reasons, degraded });
  });

  app.get('/metrics', { config: { access: anyone } }, async (_request, reply) =>
    reply.type(registry.contentType).send(await registry.metrics()),
  );
}
