import type { Insertable, Transaction } from 'kysely';
import { type Alert, alertName, type Confirmation, isAboutFirebreak, isOfCluster } from '../domain/alert.ts';
import { isHeartbeat } from '../domain/heartbeat.ts';
import type { IncidentOutcome } from '../domain/incident.ts';
import type { LedgerEvent } from '../ledger/entry.ts';
import { type AlertLife, updateAlert } from '../store/alert-lives.ts';
import { alertOf } from '../store/incidents.ts';
import type { AlertsTable, Schema } from '../store/schema.ts';
import { meaningOf } from './alert-life.ts';
import type { PreparedPayload } from './prepare-payload.ts';

/** What receiving alerts depends on beside them. */
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

/** What one alert changes. */
export interface AlertChange {
  readonly incident?: string;
  readonly event?: LedgerEvent;
  readonly insert?: Insertable<AlertsTable>;
}

/** Stores what one alert says of its newest life; a new life is given back to be stored with others. */
export async function receiveAlert(
  transaction: Transaction<Schema>,
  known: AlertLife | undefined,
  alert: Alert,
  payload: PreparedPayload,
  arrival: Arrival,
): Promise<AlertChange> {
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

async function continueAlert(
  transaction: Transaction<Schema>,
  known: AlertLife | undefined,
  alert: Alert,
  payload: PreparedPayload,
  arrival: Arrival,
): Promise<AlertChange> {
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

function isWorthAnotherLook({ closed_outcome: outcome, closed_at: closedAt }: AlertLife, now: Date): boolean {
  if (closedAt === null || !reopened.some((each) => each === outcome)) return false;
  return now.getTime() - Date.parse(closedAt) >= reopenAfterMilliseconds;
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

function unasked({ confirms }: Arrival): string | null {
  const confirmation: Confirmation = { state: 'unconfirmed' };
  return confirms ? JSON.stringify(confirmation) : null;
}

/** An end in the future would make every later life of the alert look stale: whoever could tell it could silence it. */
function endOf({ endsAt }: Alert, now: Date): string {
  const latest = now.toISOString();
  return endsAt === undefined || endsAt > latest ? latest : endsAt;
}
