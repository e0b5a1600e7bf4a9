import { type Kysely, sql } from 'kysely';
import type { Incident, IncidentState } from '../domain/incident.ts';
import { loadIncidents } from './incidents.ts';
import type { Schema } from './schema.ts';

/** Makes the incidents that follow the pull request of a branch due now; their ids. */
export async function wakeFollowers(
  db: Kysely<Schema>,
  { repository, branch }: { readonly repository: string; readonly branch: string },
  now: Date,
): Promise<readonly string[]> {
  return db.transaction().execute(async (transaction) => {
    const rows = await transaction
      .selectFrom('incidents')
      .selectAll()
      .where('state', '=', 'following' satisfies IncidentState)
      .execute();
    const ids = (await loadIncidents(transaction, rows))
      .filter((incident) => follows(incident, repository, branch))
      .map(({ id }) => id);
    if (ids.length === 0) return ids;
    await transaction
      .updateTable('incidents')
      .set({ wake: sql`wake + 1`, due_at: now.toISOString() })
      .where('id', 'in', ids)
      .execute();
    return ids;
  });
}

/** GitHub's names do not tell upper case from lower. */
function follows({ executions }: Incident, repository: string, branch: string): boolean {
  return executions.some(
    ({ request }) =>
      request.verb === 'open-pull-request' &&
      request.pullRequest.branch === branch &&
      request.pullRequest.repository.toLowerCase() === repository.toLowerCase(),
  );
}
