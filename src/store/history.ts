import type { Kysely, Selectable } from 'kysely';
import type { Incident } from '../domain/incident.ts';
import type { ChangeHistory } from '../guardrails/guardrail.ts';
import type { ChangesTable, Schema } from './schema.ts';
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
  const mine = rows.find((row) => row.incident_id === incident?.id && row.status === 'intended');
  return {
    stopped: await isStopped(db),
    changes: rows
      .filter((row) => mine === undefined || !waitsFor(row, mine))
      .map((row) => ({
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

/** Of two changes under way the later one waits for the earlier: if each counted the other, neither would go on. */
function waitsFor(other: Selectable<ChangesTable>, mine: Selectable<ChangesTable>): boolean {
  if (other.status !== 'intended' || other.incident_id === mine.incident_id) return false;
  return other.at > mine.at || (other.at === mine.at && other.execution_id > mine.execution_id);
}
