import { type Kysely, sql, type Transaction } from 'kysely';
import type { Heartbeat } from '../../domain/heartbeat.ts';
import { sha256 } from '../../domain/canonical.ts';
import { appendToLedger } from '../../ledger/append.ts';
import type { AlertLabels } from '../../ports/alert-source.ts';
import type { Schema } from '../../store/schema.ts';

/** The alert that Firebreak raises by itself where one that should always fire does not. */
const alertname = 'HeartbeatMissing';

/** Raises the alert, on record; correlation gives it its incident. `about`: labels that name the Prometheus. */
export async function raiseMissing(
  db: Kysely<Schema>,
  heartbeat: Heartbeat,
  about: AlertLabels,
  now: Date,
): Promise<void> {
  const at = now.toISOString();
  const labels = {
    ...(heartbeat.labels['prometheus'] === undefined ? {} : { prometheus: heartbeat.labels['prometheus'] }),
    ...about,
    alertname,
    severity: 'critical',
    heartbeat: heartbeat.name,
  };
  const annotations = {
    summary: `${heartbeat.key} has not come since ${heartbeat.seenAt}`,
    description:
      'It should fire always. Prometheus does not evaluate its rules, cannot reach Alertmanager, or Alertmanager does not send: other alerts stay away, too.',
  };
  const fingerprint = fingerprintOf(heartbeat);
  await db.transaction().execute(async (transaction) => {
    await setMissing(transaction, heartbeat, at);
    await transaction
      .insertInto('alerts')
      .values({
        fingerprint,
        status: 'firing',
        starts_at: at,
        ends_at: null,
        labels: JSON.stringify(labels),
        annotations: JSON.stringify(annotations),
        generator_url: null,
        confirmation: null,
        group_key: '',
        truncated: 0,
        handling: 'own',
        incident_id: null,
        received_at: at,
        updated_at: at,
        due_at: at,
      })
      .execute();
    const payload = { heartbeat: heartbeat.key, lastSeen: heartbeat.seenAt, labels };
    await appendToLedger(transaction, [{ type: 'heartbeat.missing', actor: 'firebreak', payload }], now);
  });
}

/** Ends the alert, on record, and has its incident looked at. Returns the incidents. */
export async function endMissing(
  db: Kysely<Schema>,
  heartbeat: Heartbeat,
  now: Date,
): Promise<readonly string[]> {
  const at = now.toISOString();
  return db.transaction().execute(async (transaction) => {
    await setMissing(transaction, heartbeat, null);
    const ended = await transaction
      .updateTable('alerts')
      .set({ status: 'resolved', ends_at: at, updated_at: at })
      .where('handling', '=', 'own')
      .where('fingerprint', '=', fingerprintOf(heartbeat))
      .where('status', '=', 'firing')
      .returning('incident_id')
      .execute();
    const incidents = ended.flatMap(({ incident_id: id }) => (id === null ? [] : [id]));
    if (incidents.length > 0) {
      await transaction
        .updateTable('incidents')
        .set({ wake: sql`wake + 1`, due_at: at })
        .where('id', 'in', incidents)
        .where('state', '<>', 'closed')
        .execute();
    }
    const payload = { heartbeat: heartbeat.key, missingSince: heartbeat.missingSince ?? null };
    const told = (incident: { readonly incident?: string }) => ({
      type: 'heartbeat.returned',
      ...incident,
      actor: 'firebreak',
      payload,
    });
    const events = incidents.length === 0 ? [told({})] : incidents.map((incident) => told({ incident }));
    await appendToLedger(transaction, events, now);
    return incidents;
  });
}

async function setMissing(
  transaction: Transaction<Schema>,
  { key }: Heartbeat,
  since: string | null,
): Promise<void> {
  await transaction.updateTable('heartbeats').set({ missing_since: since }).where('key', '=', key).execute();
}

function fingerprintOf({ key }: Heartbeat): string {
  return sha256(`${alertname} ${key}`).slice(0, 16);
}
