import type { FastifyInstance } from 'fastify';
import { personOf } from '../auth/caller.ts';
import type { Sessions } from '../auth/sessions.ts';
import { foundIncident, incidentParams } from '../incident-id.ts';
import type { IncidentsPort } from '../ports.ts';
import { EventStreams } from './event-streams.ts';

/**
 * `GET /incidents/:id/events`: an event `change` after each stored change. It carries no data: the page fetches
 * itself anew, with whatever rights the session then has. A comment every 20 s keeps proxies from closing it.
 */
export function incidentEvents(
  app: FastifyInstance,
  incidents: IncidentsPort,
  sessions: Sessions,
  heartbeatMilliseconds: number,
): void {
  const streams = new EventStreams();
  app.addHook('preClose', async () => streams.endAll());

  app.get(
    '/incidents/:id/events',
    { config: { access: { to: 'page', role: 'viewer' } }, exposeHeadRoute: false },
    async (request, reply) => {
      const { sessionId } = personOf(request);
      const incident = await foundIncident(incidents, incidentParams.parse(request.params).id);
      const stream = streams.start();
      const unsubscribe = incidents.subscribe(incident.id, () => stream.write('event: change\ndata:\n\n'));
      const heartbeat = setInterval(() => {
        stream.write(':\n\n');
        sessions.find(sessionId).then(
          (open) => open ?? stream.end(),
          () => stream.end(),
        );
      }, heartbeatMilliseconds);
      stream.once('close', () => {
        clearInterval(heartbeat);
        unsubscribe();
      });
      return reply.type('text/event-stream').send(stream);
    },
  );
}
