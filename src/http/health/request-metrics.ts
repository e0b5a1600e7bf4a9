import type { FastifyInstance } from 'fastify';
import { Counter, Histogram, type Registry } from 'prom-client';
import { problemOf } from '../problem-of.ts';

/** Counts and times requests by route pattern (never by URL: ids would make endless series), and refusals by code. */
export function installRequestMetrics(app: FastifyInstance, registry: Registry): void {
  const duration = new Histogram({
    name: 'firebreak_http_request_duration_seconds',
    help: 'Time from a request to the end of its answer.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.025, 0.1, 0.5, 2.5, 10],
    registers: [registry],
  });
  const refusals = new Counter({
    name: 'firebreak_http_refusals_total',
    help: 'Requests that were refused or failed, by reason code.',
    labelNames: ['code'],
    registers: [registry],
  });

  app.addHook('onResponse', async (request, reply) => {
    const route = request.is404 ? 'none' : (request.routeOptions.url ?? 'none');
    const labels = { method: request.method, route, status: String(reply.statusCode) };
    duration.observe(labels, reply.elapsedTime / 1000);
  });

  app.addHook('onError', async (_request, _reply, error) => {
    refusals.inc({ code: problemOf(error).code });
  });
}
