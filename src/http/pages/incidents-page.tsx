import type { Heartbeat } from '../../domain/heartbeat.ts';
import type { IncidentSummary } from '../ports.ts';
import { Heartbeats } from './heartbeats.tsx';
import { IncidentFilters, isFiltered, type IncidentFilter } from './incident-filters.tsx';
import { IncidentRow } from './incident-row.tsx';
import { Layout } from './layout.tsx';
import type { PageContext } from './page-context.ts';

interface IncidentsPageProps {
  readonly page: PageContext;
  readonly incidents: readonly IncidentSummary[];
  readonly filter: IncidentFilter;
  readonly waiting: number;
  readonly heartbeats: readonly Heartbeat[];
  /** The address of the next page, where there is one. */
  readonly next?: string | undefined;
}

export function IncidentsPage({ page, incidents, filter, waiting, heartbeats, next }: IncidentsPageProps) {
  return (
    <Layout page={page} title="Incidents" current="incidents">
      <div class="page-head">
        <h1>Incidents</h1>
        {waiting === 0 ? (
          <p class="waiting waiting-none">Nothing waits for approval.</p>
        ) : (
          <a class="waiting" href="/?state=awaiting-approval">
            <strong>{waiting}</strong> {waiting === 1 ? 'waits' : 'wait'} for approval
          </a>
        )}
      </div>
      <Heartbeats heartbeats={heartbeats} now={page.now} />
      <IncidentFilters filter={filter} />
      {incidents.length === 0 ? (
        <p class="empty">{isFiltered(filter) ? 'No incident matches.' : 'No incident yet. All quiet.'}</p>
      ) : (
        <ul class="incidents">
          {incidents.map((incident) => (
            <IncidentRow key={incident.id} incident={incident} now={page.now} />
          ))}
        </ul>
      )}
      {next === undefined ? null : (
        <p class="more">
          <a href={next}>Older incidents</a>
        </p>
      )}
    </Layout>
  );
}
