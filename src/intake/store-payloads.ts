import { type Insertable, sql, type Transaction } from 'kysely';
import { type Alert, alertName, isOfCluster } from '../domain/alert.ts';
import { appendToLedger } from '../ledger/append.ts';
import type { LedgerEvent } from '../ledger/entry.ts';
import { insertAlerts, newestLives } from '../store/alert-lives.ts';
import { hearHeartbeat } from '../store/heartbeats.ts';
import { inBatches } from '../store/in-batches.ts';
import type { AlertsTable, Schema } from '../store/schema.ts';
import type { PreparedPayload } from './prepare-payload.ts';
import { type Arrival, receiveAlert } from './receive-alert.ts';

/** What storing one payload amounted to. */
export interface StoredPayload {
  /** Incidents that have something new to look at. */
  readonly woken: readonly string[];
  /** Alerts wait to be given their incident. */
  readonly opened: boolean;
}

/** Stores payloads in the order in which they came, inside the caller's transaction. */
export async function storePayloads(
  transaction: Transaction<Schema>,
  payloads: readonly PreparedPayload[],
  arrival: Arrival,
): Promise<readonly StoredPayload[]> {
  const lives = await newestLives(
    transaction,
    payloads.flatMap(({ alerts }) => alerts),
  );
  const handled = new Set<string>();
  const inserts: Insertable<AlertsTable>[] = [];
  const events: LedgerEvent[] = [];
  const stored: StoredPayload[] = [];
  for (const payload of payloads) {
    const touched = new Set<string>();
    let opened = false;
    for (const alert of payload.alerts) {
      // The same alert again: the second word meets what the first has left.
      if (handled.has(alert.fingerprint)) {
        await insertAlerts(transaction, inserts.splice(0));
        for (const [fingerprint, life] of await newestLives(transaction, [alert])) {
          lives.set(fingerprint, life);
        }
      }
      handled.add(alert.fingerprint);
      await hear(transaction, alert, arrival);
      const change = await receiveAlert(transaction, lives.get(alert.fingerprint), alert, payload, arrival);
      if (change.incident !== undefined) touched.add(change.incident);
      if (change.event !== undefined) events.push(change.event);
      if (change.insert !== undefined) inserts.push(change.insert);
      opened ||= change.insert?.handling === 'incident';
    }
    for (const rejected of payload.rejected) {
      events.push({ type: 'alert.rejected', actor: 'alertmanager', payload: rejected });
    }
    stored.push({ woken: [...touched], opened });
  }
  await insertAlerts(transaction, inserts);
  await wake(transaction, [...new Set(stored.flatMap(({ woken }) => woken))], arrival.now);
  await appendToLedger(transaction, events, arrival.now);
  return stored;
}

async function hear(transaction: Transaction<Schema>, alert: Alert, arrival: Arrival): Promise<void> {
  const { listeningSince, heartbeatNames, clusterName, now } = arrival;
  if (listeningSince === undefined || alert.status !== 'firing') return;
  if (!heartbeatNames.includes(alertName(alert)) || !isOfCluster(alert, clusterName)) return;
  await hearHeartbeat(transaction, alert.labels, now, listeningSince);
}

/** Makes workers look at incidents again, even at those that one of them holds right now. */
async function wake(
  transaction: Transaction<Schema>,
  incidents: readonly string[],
  now: Date,
): Promise<void> {
  for (const batch of inBatches(incidents)) {
    await transaction
      .updateTable('incidents')
      .set({ wake: sql`wake + 1`, due_at: now.toISOString() })
      .where('id', 'in', batch)
      .where('state', '<>', 'closed')
      .execute();
  }
}
