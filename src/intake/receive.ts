import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import { type Alert, alertName } from '../domain/alert.ts';
import { sha256 } from '../domain/canonical.ts';
import type { IncidentOutcome } from '../domain/incident.ts';
import { appendToLedger } from '../ledger/append.ts';
import type { LedgerEvent } from '../ledger/entry.ts';
import type { Clock } from '../ports/clock.ts';
import { alertOf } from '../store/incidents.ts';
import type { AlertsTable, Schema } from '../store/schema.ts';
import { meaningOf } from './alert-life.ts';
import { parsePayload, type WebhookPayload } from './payload.ts';

export interface Received {
  readonly stored: true;
  readonly accepted: number;
  readonly rejected: WebhookPayload['rejected'];
  /** Incidents that have something new to look at. */
  readonly woken: readonly string[];
}

export interface ReceivePorts {
  readonly db: Kysely<Schema>;
  readonly clock: Clock;
  readonly clusterName: string;
  /** Redacts labels and annotations before anything is stored. */
  readonly redact: (text: string) => Promise<string>;
}

/** Alerts that tell that alerting works, not that something is broken. */
const heartbeats: ReadonlySet<string> = new Set(['Watchdog', 'InfoInhibitor']);

/** Outcomes after which an alert that still fires is worth another look; the others left it to people. */
const reopened: readonly IncidentOutcome[] = ['self-resolved', 'fixed', 'expired'];
/** Notifications of a closed incident's last moments are still under way; only later ones open another. */
const reopenAfterMilliseconds = 5 * 60_000;

/**
 * Stores a webhook payload in one transaction: when the promise resolves, it is on disk.
 * Rejects with the store's error when it cannot be stored now.
 */
export async function receive(
  payload: unknown,
  ports: ReceivePorts,
): Promise<Received | { readonly stored: false; readonly reason: string }> {
  const read = parsePayload(payload);
  if ('invalid' in read) return { stored: false, reason: read.invalid };
  const parsed = { ...read, groupKey: await redactGroupKey(read.groupKey, ports.redact) };
  const now = ports.clock.now();
  const redactOnce = remembered(ports.redact);
  const alerts = await Promise.all(parsed.alerts.map((alert) => redactAlert(alert, redactOnce)));
  const woken = await ports.db.transaction().execute(async (transaction) => {
    const touched = new Set<string>();
    const handled = new Set<string>();
    const events: LedgerEvent[] = [];
    const known = await newestLives(transaction, alerts);
    for (const alert of alerts) {
      // The same alert twice in one notification: the second word meets what the first has left.
      const lives = handled.has(alert.fingerprint) ? await newestLives(transaction, [alert]) : known;
      handled.add(alert.fingerprint);
      const life = lives.get(alert.fingerprint);
      const outcome = await receiveAlert(transaction, life, alert, parsed, now, ports.clusterName);
      if (outcome.incident !== undefined) touched.add(outcome.incident);
      if (outcome.event !== undefined) events.push(outcome.event);
    }
    for (const rejected of parsed.rejected) {
      events.push({ type: 'alert.rejected', actor: 'alertmanager', payload: rejected });
    }
    await wake(transaction, [...touched], now);
    await appendToLedger(transaction, events, now);
    return [...touched];
  });
  return { stored: true, accepted: parsed.alerts.length, rejected: parsed.rejected, woken };
}

/**
 * A group's key without secrets. What groups alerts must not fall together because two keys lost the same part, so a
 * key that was changed keeps a hash of the whole.
 */
async function redactGroupKey(key: string, redact: (text: string) => Promise<string>): Promise<string> {
  const redacted = await redact(key);
  return redacted === key ? key : `${redacted} ${sha256(key).slice(0, 16)}`;
}

async function redactAlert(alert: Alert, redact: (text: string) => Promise<string>): Promise<Alert> {
  const values = async (record: Readonly<Record<string, string>>) =>
    Object.fromEntries(
      await Promise.all(
        Object.entries(record).map(async ([name, value]) => [name, await redact(value)] as const),
      ),
    );
  const { generatorURL } = alert;
  return {
    ...alert,
    labels: await values(alert.labels),
    annotations: await values(alert.annotations),
    ...(generatorURL === undefined ? {} : { generatorURL: await redact(generatorURL) }),
  };
}

/** Alerts of one group share most of their labels and annotations: each text is searched for secrets once. */
function remembered(redact: (text: string) => Promise<string>): (text: string) => Promise<string> {
  const answers = new Map<string, Promise<string>>();
  return (text) => {
    const answer = answers.get(text) ?? redact(text);
    answers.set(text, answer);
    return answer;
  };
}

const lookUpsAtOnce = 500;

/** The newest row of each alert, by fingerprint. */
async function newestLives(
  transaction: Transaction<Schema>,
  alerts: readonly Alert[],
): Promise<Map<string, Selectable<AlertsTable>>> {
  const fingerprints = [...new Set(alerts.map((alert) => alert.fingerprint))];
  const lives = new Map<string, Selectable<AlertsTable>>();
  for (let from = 0; from < fingerprints.length; from += lookUpsAtOnce) {
    const rows = await transaction
      .selectFrom('alerts')
      .selectAll()
      .where('id', 'in', (query) =>
        query
          .selectFrom('alerts')
          .select((newest) => newest.fn.max('id').as('id'))
          .where('fingerprint', 'in', fingerprints.slice(from, from + lookUpsAtOnce))
          .groupBy('fingerprint'),
      )
      .execute();
    for (const row of rows) lives.set(row.fingerprint, row);
  }
  return lives;
}

async function receiveAlert(
  transaction: Transaction<Schema>,
  known: Selectable<AlertsTable> | undefined,
  alert: Alert,
  payload: WebhookPayload,
  now: Date,
  clusterName: string,
): Promise<{ incident?: string; event?: LedgerEvent }> {
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
      const handling = handlingOf(alert, clusterName);
      await insertAlert(transaction, alert, payload, handling, now);
      return { event: event(handling === 'incident' ? 'alert.fired' : 'alert.recorded') };
    }
    case 'continues':
      return continueAlert(transaction, known, alert, payload, now);
    case 'ends':
      await updateAlert(transaction, known, { status: 'resolved', ends_at: endOf(alert, now) }, now);
      return { ...(incident === undefined ? {} : { incident }), event: event('alert.resolved') };
    case 'stale':
      return {};
    default:
      return meaning satisfies never;
  }
}

function handlingOf(alert: Alert, clusterName: string): 'incident' | 'recorded' {
  const cluster = alert.labels['cluster'];
  if (cluster !== undefined && cluster !== clusterName) return 'recorded';
  return heartbeats.has(alertName(alert)) ? 'recorded' : 'incident';
}

async function insertAlert(
  transaction: Transaction<Schema>,
  alert: Alert,
  payload: WebhookPayload,
  handling: 'incident' | 'recorded',
  now: Date,
): Promise<void> {
  await transaction
    .insertInto('alerts')
    .values({
      fingerprint: alert.fingerprint,
      status: alert.status,
      starts_at: alert.startsAt,
      ends_at: alert.endsAt ?? null,
      labels: JSON.stringify(alert.labels),
      annotations: JSON.stringify(alert.annotations),
      generator_url: alert.generatorURL ?? null,
      group_key: payload.groupKey,
      truncated: payload.truncatedAlerts,
      handling,
      incident_id: null,
      received_at: now.toISOString(),
      updated_at: now.toISOString(),
      due_at: handling === 'incident' ? now.toISOString() : null,
    })
    .execute();
}

async function updateAlert(
  transaction: Transaction<Schema>,
  known: Selectable<AlertsTable> | undefined,
  values: Partial<Pick<Selectable<AlertsTable>, 'status' | 'ends_at' | 'annotations' | 'truncated'>>,
  now: Date,
): Promise<void> {
  if (known === undefined) return;
  await transaction
    .updateTable('alerts')
    .set({ ...values, updated_at: now.toISOString() })
    .where('id', '=', known.id)
    .execute();
}

/** An end in the future would make every later life of the alert look stale: whoever could tell it could silence it. */
function endOf({ endsAt }: Alert, now: Date): string {
  const latest = now.toISOString();
  return endsAt === undefined || endsAt > latest ? latest : endsAt;
}

async function continueAlert(
  transaction: Transaction<Schema>,
  known: Selectable<AlertsTable> | undefined,
  alert: Alert,
  payload: WebhookPayload,
  now: Date,
): Promise<{ incident?: string; event?: LedgerEvent }> {
  const told = { annotations: JSON.stringify(alert.annotations), truncated: payload.truncatedAlerts };
  const closed =
    known?.incident_id == null ? undefined : await closedIncident(transaction, known.incident_id);
  if (closed === undefined || !isWorthAnotherLook(closed, now)) {
    const isNews = known?.annotations !== told.annotations || known.truncated !== told.truncated;
    if (isNews) await updateAlert(transaction, known, told, now);
    return {};
  }
  // A row of its own: the closed incident keeps the alert as it was.
  await insertAlert(transaction, alert, payload, 'incident', now);
  return {
    event: { type: 'alert.still-firing', incident: closed.id, actor: 'alertmanager', payload: alert },
  };
}

async function closedIncident(transaction: Transaction<Schema>, id: string) {
  return transaction
    .selectFrom('incidents')
    .select(['id', 'outcome', 'closed_at'])
    .where('id', '=', id)
    .where('state', '=', 'closed')
    .executeTakeFirst();
}

function isWorthAnotherLook(
  closed: { outcome: string | null; closed_at: string | null },
  now: Date,
): boolean {
  if (closed.closed_at === null || !reopened.some((outcome) => outcome === closed.outcome)) return false;
  return now.getTime() - Date.parse(closed.closed_at) >= reopenAfterMilliseconds;
}

/** Makes workers look at incidents again, even at those that one of them holds right now. */
async function wake(
  transaction: Transaction<Schema>,
  incidents: readonly string[],
  now: Date,
): Promise<void> {
  if (incidents.length === 0) return;
  await transaction
    .updateTable('incidents')
    .set({ wake: sql`wake + 1`, due_at: now.toISOString() })
    .where('id', 'in', [...incidents])
    .where('state', '<>', 'closed')
    .execute();
}
