import type { Kysely } from 'kysely';
import type { Incident } from '../domain/incident.ts';
import type { ChangeHistory } from '../guardrails/guardrail.ts';
import type { Schema } from './schema.ts';
import { isStopped } from './stop-switch.ts';

/** Further back than any cool-down, cap or breaker looks. */
const lookBackMilliseconds = 24 * 3600_000;

/** What Firebreak changed lately, as the allowlist's limits need it, seen from one incident. */
export async function readHistory(
  db: Kysely<Schema>,
  now: Date,
  incident: Pick<Incident, 'id' | 'draft'> | undefined,
): Promise<ChangeHistory> {
  const rows = await db
    .selectFrom('changes')
    .selectAll()
    .where('at', '>=', new Date(now.getTime() - lookBackMilliseconds).toISOString())
    .orderBy('at', 'desc')
    .execute();
  return {
    stopped: await isStopped(db),
    changes: rows.map((row) => ({
      target: row.target,
      namespace: row.namespace,
      at: new Date(row.at),
      status: row.status === 'applied' || row.status === 'failed' ? row.status : 'intended',
      ...(row.incident_id === incident?.id
        ? {
            relation:
              incident.draft?.purpose === 'undo' ? ('taken-back' as const) : ('same-proposal' as const),
          }
        : {}),
    })),
  };
}
