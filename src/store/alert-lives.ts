import type { Insertable, Selectable, Transaction } from 'kysely';
import type { Alert } from '../domain/alert.ts';
import { inBatches } from './in-batches.ts';
import type { AlertsTable, Schema } from './schema.ts';

/** The newest row of an alert, and how its incident closed if it has. */
export type AlertLife = Selectable<AlertsTable> & {
  readonly closed_outcome: string | null;
  readonly closed_at: string | null;
};

/** The newest life of each alert, by fingerprint. */
export async function newestLives(
  transaction: Transaction<Schema>,
  alerts: readonly Alert[],
): Promise<Map<string, AlertLife>> {
  const fingerprints = [...new Set(alerts.map((alert) => alert.fingerprint))];
  const lives = new Map<string, AlertLife>();
  for (const batch of inBatches(fingerprints)) {
    const rows = await transaction
      .selectFrom('alerts')
      .leftJoin('incidents', (join) =>
        join.onRef('incidents.id', '=', 'alerts.incident_id').on('incidents.state', '=', 'closed'),
      )
      .selectAll('alerts')
      .select(['incidents.outcome as closed_outcome', 'incidents.closed_at'])
      .where('alerts.id', 'in', (query) =>
        query
          .selectFrom('alerts')
          .select((newest) => newest.fn.max<number>('alerts.id').as('id'))
          // What Firebreak itself has seen, no payload ends.
          .where('handling', '<>', 'own')
          .where('fingerprint', 'in', batch)
          .groupBy('fingerprint'),
      )
      .execute();
    for (const row of rows) lives.set(row.fingerprint, row);
  }
  return lives;
}

/** Stores new lives, in the order given. */
export async function insertAlerts(
  transaction: Transaction<Schema>,
  rows: readonly Insertable<AlertsTable>[],
): Promise<void> {
  for (const batch of inBatches(rows)) await transaction.insertInto('alerts').values(batch).execute();
}

/** Changes what is told of a life; nothing where there is none. */
export async function updateAlert(
  transaction: Transaction<Schema>,
  known: AlertLife | undefined,
  values: Partial<
    Pick<Selectable<AlertsTable>, 'status' | 'ends_at' | 'annotations' | 'truncated' | 'confirmation'>
  >,
  now: Date,
): Promise<void> {
  if (known === undefined) return;
  await transaction
    .updateTable('alerts')
    .set({ ...values, updated_at: now.toISOString() })
    .where('id', '=', known.id)
    .execute();
}
