import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { incidentOutcomes, incidentStates } from '../../domain/incident.ts';
import { timelineOf } from '../timeline-of.ts';
import { foundIncident, incidentParams } from '../incident-id.ts';
import { ExchangesPage } from '../pages/exchanges-page.tsx';
import { type IncidentFilter } from '../pages/incident-filters.tsx';
import { IncidentPage } from '../pages/incident-page.tsx';
import { IncidentsPage } from '../pages/incidents-page.tsx';
import type { HttpPorts } from '../ports.ts';
import type { PageContexts } from './page-contexts.ts';
import { sendPage } from './send-page.ts';

const INCIDENTS_PER_PAGE = 30;

// A filter form sends what is left open as an empty text, and people edit addresses: what does not fit is no filter.
const querySchema = z.object({
  state: z.enum(incidentStates).optional().catch(undefined),
  outcome: z.enum(incidentOutcomes).optional().catch(undefined),
  q: z
    .string()
    .transform((text) => text.trim().slice(0, 200) || undefined)
    .optional()
    .catch(undefined),
  after: z.string().max(200).optional().catch(undefined),
});

const exchangesQuery = z.object({ from: z.coerce.number().int().min(0).catch(0) });

export function incidentPages(app: FastifyInstance, ports: HttpPorts, contexts: PageContexts): void {
  app.get('/', { config: { access: { to: 'page', role: 'viewer' } } }, async (request, reply) => {
    const { after, state, outcome, q } = querySchema.parse(request.query);
    const filter: IncidentFilter = {
      ...(state === undefined ? {} : { state }),
      ...(outcome === undefined ? {} : { outcome }),
      ...(q === undefined ? {} : { q }),
    };
    const [page, waiting, { incidents, next }] = await Promise.all([
      contexts.signedIn(request),
      ports.incidents.awaitingApproval(),
      ports.incidents.list({
        ...filter,
        ...(after === undefined ? {} : { after }),
        limit: INCIDENTS_PER_PAGE,
      }),
    ]);
    const older =
      next === undefined ? undefined : `/?${new URLSearchParams({ ...filter, after: next }).toString()}`;
    return sendPage(
      reply,
      <IncidentsPage
        page={page}
        incidents={incidents}
        filter={filter}
        waiting={waiting}
        heartbeats={await ports.heartbeats.list()}
        next={older}
      />,
    );
  });

  app.get(
    '/incidents/:id',
    { config: { access: { to: 'page', role: 'viewer' } } },
    async (request, reply) => {
      const incident = await foundIncident(ports.incidents, incidentParams.parse(request.params).id);
      const [page, timeline] = await Promise.all([
        contexts.signedIn(request),
        timelineOf(ports.ledger, incident.id),
      ]);
      return sendPage(reply, <IncidentPage page={page} incident={incident} timeline={timeline} />);
    },
  );

  app.get(
    '/incidents/:id/exchanges',
    { config: { access: { to: 'page', role: 'viewer' } } },
    async (request, reply) => {
      const incident = await foundIncident(ports.incidents, incidentParams.parse(request.params).id);
      const { from } = exchangesQuery.parse(request.query);
      const [page, exchanges] = await Promise.all([
        contexts.signedIn(request),
        ports.incidents.exchanges(incident.id),
      ]);
      return sendPage(
        reply,
        <ExchangesPage page={page} incident={incident} exchanges={exchanges} from={from} />,
      );
    },
  );
}
