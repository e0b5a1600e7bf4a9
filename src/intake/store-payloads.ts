import { type Insertable, type Selectable, sql, type Transaction } from 'kysely';
import { type Alert, alertName, type Confirmation, isAboutFirebreak, isOfCluster } from '../domain/alert.ts';
import { isHeartbeat } from '../domain/heartbeat.ts';
import type { IncidentOutcome } from '../domain/incident.ts';
import { appendToLedger } from '../ledger/append.ts';
import type { LedgerEvent } from '../ledger/entry.ts';
import { hearHeartbeat } from '../store/heartbeats.ts';
import { alertOf } from '../store/incidents.ts';
import type { AlertsTable, Schema } from '../store/schema.ts';
import { meaningOf } from './alert-life.ts';
import type { PreparedPayload } from './prepare-payload.ts';

/** What storing one payload amounted to. */
export interface StoredPayload {
  /** Incidents that have something new to look at. */
  readonly woken: readonly string[];
  /** Alerts wait to be given their incident. */
  readonly opened: boolean;
}

export interface Arrival {
  readonly now: Date;
  readonly clusterName: string;
  /** Alertmanager can be asked: until it was, nothing that it is said to have sent is confirmed. */
  readonly confirms: boolean;
  /** Alerts that are expected to fire always. */
  readonly heartbeatNames: readonly string[];
  /** Since when this process has been listening; absent: Alertmanager is asked for heartbeats, not its webhook. */
  readonly listeningSince?: Date;
}

/** Outcomes after which an alert that still fires is worth another look; the others left it to people. */
const reopened: readonly IncidentOutcome[] = ['self-resolved', 'fixed', 'expired'];
/** Notifications of a closed incident's last moments are still under way; only later ones open another. */
const reopenAfterMilliseconds = 5 * 60_000;

/** The newest row of an alert, and how its incident closed if it has. */
type Life = Selectable<AlertsTable> & {
  readonly closed_outcome: string | null;
  readonly closed_at: string | null;
};

/** What one alert changes. */
interface Change {
  readonly incident?: string;
  readonly event?: LedgerEvent;
  readonly insert?: Insertable<AlertsTable>;
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

const rowsAtOnce = 500;

/** The newest life of each alert, by fingerprint. */
async function newestLives(
  transaction: Transaction<Schema>,
  alerts: readonly Alert[],
): Promise<Map<string, Life>> {
  const fingerprints = [...new Set(alerts.map((alert) => alert.fingerprint))];
  const lives = new Map<string, Life>();
  for (let from = 0; from < fingerprints.length; from += rowsAtOnce) {
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
          .where('fingerprint', 'in', fingerprints.slice(from, from + rowsAtOnce))
          .groupBy('fingerprint'),
      )
      .execute();
    for (const row of rows) lives.set(row.fingerprint, row);
  }
  return lives;
}

async function receiveAlert(
  transaction: Transaction<Schema>,
  known: Life | undefined,
  alert: Alert,
  payload: PreparedPayload,
  arrival: Arrival,
): Promise<Change> {
  const { now } = arrival;
  const sinceEnd = known === undefined ? 0 : now.getTime() - Date.parse(known.updated_at);
  const meaning = meaningOf(known === undefined ? undefined : alertOf(known), alert, sinceEnd);
  const incident = known?.incident_id ?? undefined;
  const event = (type: string): LedgerEvent => ({
    type,
    ...(incident === undefined || meaning === 'begins' ? {} : { incident }),
    actor: 'alertmanager',
    payload: alert,
  });
  switch (meaning) {
    case 'begins': {
      const handling = handlingOf(alert, arrival);
      return {
        event: event(handling === 'incident' ? 'alert.fired' : 'alert.recorded'),
        insert: rowOf(alert, payload, handling, arrival),
      };
    }
    case 'continues':
      return continueAlert(transaction, known, alert, payload, arrival);
    case 'ends':
      await updateAlert(
        transaction,
        known,
        { status: 'resolved', ends_at: endOf(alert, now), confirmation: unasked(arrival) },
        now,
      );
      return { ...(incident === undefined ? {} : { incident }), event: event('alert.resolved') };
    case 'stale':
      return {};
    default:
      return meaning satisfies never;
  }
}

async function hear(transaction: Transaction<Schema>, alert: Alert, arrival: Arrival): Promise<void> {
  const { listeningSince, heartbeatNames, clusterName, now } = arrival;
  if (listeningSince === undefined || alert.status !== 'firing') return;
  if (!heartbeatNames.includes(alertName(alert)) || !isOfCluster(alert, clusterName)) return;
  await hearHeartbeat(transaction, alert.labels, now, listeningSince);
}

function handlingOf(alert: Alert, { clusterName, heartbeatNames }: Arrival): 'incident' | 'recorded' {
  if (!isOfCluster(alert, clusterName) || isAboutFirebreak(alert)) return 'recorded';
  return isHeartbeat(alert) || heartbeatNames.includes(alertName(alert)) ? 'recorded' : 'incident';
}

function rowOf(
  alert: Alert,
  payload: PreparedPayload,
  handling: 'incident' | 'recorded',
  arrival: Arrival,
): Insertable<AlertsTable> {
  const { now } = arrival;
  return {
    fingerprint: alert.fingerprint,
    status: alert.status,
    starts_at: alert.startsAt,
    ends_at: alert.endsAt ?? null,
    labels: JSON.stringify(alert.labels),
    annotations: JSON.stringify(alert.annotations),
    generator_url: alert.generatorURL ?? null,
    confirmation: unasked(arrival),
    group_key: payload.groupKey,
    truncated: payload.truncatedAlerts,
    handling,
    incident_id: null,
    received_at: now.toISOString(),
    updated_at: now.toISOString(),
    due_at: handling === 'incident' ? now.toISOString() : null,
  };
}

async function insertAlerts(
  transaction: Transaction<Schema>,
  rows: readonly Insertable<AlertsTable>[],
): Promise<void> {
  for (let from = 0; from < rows.length; from += rowsAtOnce) {
    await transaction
      .insertInto('alerts')
      .values(rows.slice(from, from + rowsAtOnce))
      .execute();
  }
}

async function updateAlert(
  transaction: Transaction<Schema>,
  known: Life | undefined,
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

function unasked({ confirms }: Arrival): string | null {
  const confirmation: Confirmation = { state: 'unconfirmed' };
  return confirms ? JSON.stringify(confirmation) : null;
}

/** An end in the future would make every later life of the alert look stale: whoever could tell it could silence it. */
function endOf({ endsAt }: Alert, now: Date): string {
  const latest = now.toISOString();
  return endsAt === undefined || endsAt > latest ? latest : endsAt;
}

async function continueAlert(
  transaction: Transaction<Schema>,
  known: Life | undefined,
  alert: Alert,
  payload: PreparedPayload,
  arrival: Arrival,
): Promise<Change> {
  const { now } = arrival;
  if (known?.incident_id == null || !isWorthAnotherLook(known, now)) {
    const told = { annotations: JSON.stringify(alert.annotations), truncated: payload.truncatedAlerts };
    const isNews = known?.annotations !== told.annotations || known.truncated !== told.truncated;
    if (isNews) await updateAlert(transaction, known, told, now);
    return {};
  }
  // A row of its own: the closed incident keeps the alert as it was.
  return {
    event: { type: 'alert.still-firing', incident: known.incident_id, actor: 'alertmanager', payload: alert },
    insert: rowOf(alert, payload, 'incident', arrival),
  };
}

function isWorthAnotherLook({ closed_outcome: outcome, closed_at: closedAt }: Life, now: Date): boolean {
  if (closedAt === null || !reopened.some((each) => each === outcome)) return false;
  return now.getTime() - Date.parse(closedAt) >= reopenAfterMilliseconds;
}

/** Makes workers look at incidents again, even at those that one of them holds right now. */
async function wake(
  transaction: Transaction<Schema>,
  incidents: readonly string[],
  now: Date,
): Promise<void> {
  for (let from = 0; from < incidents.length; from += rowsAtOnce) {
    await transaction
      .updateTable('incidents')
      .set({ wake: sql`wake + 1`, due_at: now.toISOString() })
      .where('id', 'in', incidents.slice(from, from + rowsAtOnce))
      .where('state', '<>', 'closed')
      .execute();
  }
}
