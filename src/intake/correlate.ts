import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import { type Alert, alertName } from '../domain/alert.ts';
import { type Incident, type Severity, severities } from '../domain/incident.ts';
import { type ObjectRef, refText } from '../domain/objects.ts';
import { appendToLedger } from '../ledger/append.ts';
import type { Clock, Ids } from '../ports/clock.ts';
import { alertOf, findOpenIncident, insertIncident } from '../store/incidents.ts';
import type { AlertsTable, Schema } from '../store/schema.ts';
import { countFlaps, dampedSettleSeconds } from './flapping.ts';

/** Where an alert belongs: the incident's key, and what is known of its target. */
export interface Placement {
  readonly key: string;
  readonly target?: ObjectRef;
  readonly namespace?: string;
}

export interface CorrelatePorts {
  readonly db: Kysely<Schema>;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly clusterName: string;
  /** Asks the cluster for the root owner. What does not resolve is placed by its group. */
  readonly place: (alert: Alert, groupKey: string) => Promise<Placement>;
  readonly settleSeconds: (alert: Alert) => number;
}

/** What one incident holds of alerts: each of its stages reads them all. */
const mostAlerts = 2_000;
/** Alerts of one object are about one namespace; what brings in more is not to widen what may be changed. */
const mostNamespaces = 3;

/** What one transaction takes; webhooks wait for it. */
const batchSize = 50;
/** Looked up in the cluster at once. */
const lookUpsAtOnce = 20;

/**
 * Gives waiting alerts their incident: the open one with the same key, or a new one that settles.
 * The one place where alerts are grouped. Returns the ids of the incidents that changed.
 */
export async function correlateWaiting(ports: CorrelatePorts): Promise<readonly string[]> {
  const rows = await ports.db
    .selectFrom('alerts')
    .selectAll()
    .where('due_at', '<=', ports.clock.now().toISOString())
    .orderBy('id')
    .limit(batchSize)
    .execute();
  const placed: Placed[] = [];
  for (let from = 0; from < rows.length; from += lookUpsAtOnce) {
    const some = rows.slice(from, from + lookUpsAtOnce);
    placed.push(...(await Promise.all(some.map((row) => place(row, ports)))));
  }
  return ports.db.transaction().execute(async (transaction) => {
    const touched: string[] = [];
    for (const { row, alert, placement } of placed) {
      touched.push(await assign(transaction, row, alert, placement, ports));
    }
    return [...new Set(touched)];
  });
}

interface Placed {
  readonly row: Selectable<AlertsTable>;
  readonly alert: Alert;
  readonly placement: Placement;
}

async function place(row: Selectable<AlertsTable>, ports: CorrelatePorts): Promise<Placed> {
  const alert = alertOf(row);
  return { row, alert, placement: await ports.place(alert, row.group_key).catch(() => alone(alert)) };
}

/** An alert that cannot even be placed must not hold up those behind it. */
function alone({ fingerprint }: Alert): Placement {
  return { key: `alert/${fingerprint}` };
}

async function assign(
  transaction: Transaction<Schema>,
  row: Selectable<AlertsTable>,
  alert: Alert,
  placement: Placement,
  ports: CorrelatePorts,
): Promise<string> {
  const now = ports.clock.now();
  const open = await findOpenIncident(transaction, { cluster: ports.clusterName, key: placement.key });
  if (open !== undefined && (await countAlerts(transaction, open.id)) >= mostAlerts) {
    return leaveOut(transaction, row, alert, open.id, now);
  }
  const id = open?.id ?? ports.ids.next('inc');
  let flaps = 0;
  if (open === undefined) {
    flaps = await countFlaps(transaction, { cluster: ports.clusterName, key: placement.key }, now);
    const settle = ports.settleSeconds(alert);
    const damped = dampedSettleSeconds(settle, flaps);
    const due = new Date(now.getTime() + damped * 1000);
    const incident = {
      ...openIncident(id, alert, placement, ports.clusterName, now),
      ...(damped > settle ? { settlesUntil: due.toISOString() } : {}),
    };
    await insertIncident(transaction, incident, due);
  } else {
    const namespaces = new Set(JSON.parse(open.namespaces) as readonly string[]);
    if (placement.namespace !== undefined && namespaces.size < mostNamespaces) {
      namespaces.add(placement.namespace);
    }
    await transaction
      .updateTable('incidents')
      .set({
        namespaces: JSON.stringify([...namespaces]),
        severity: worse(severityOf(alert), open.severity),
        wake: sql`wake + 1`,
        updated_at: now.toISOString(),
      })
      .where('id', '=', id)
      .execute();
  }
  await transaction
    .updateTable('alerts')
    .set({ incident_id: id, due_at: null, attempts: sql`attempts + 1` })
    .where('id', '=', row.id)
    .execute();
  const payload = {
    alert: alertName(alert),
    fingerprint: alert.fingerprint,
    key: placement.key,
    ...(flaps > 0 ? { flaps } : {}),
  };
  const type = open === undefined ? 'incident.opened' : 'incident.joined';
  await appendToLedger(transaction, [{ type, incident: id, actor: 'firebreak', payload }], now);
  return id;
}

async function countAlerts(transaction: Transaction<Schema>, incident: string): Promise<number> {
  const { count } = await transaction
    .selectFrom('alerts')
    .select((all) => all.fn.countAll<number>().as('count'))
    .where('incident_id', '=', incident)
    .executeTakeFirstOrThrow();
  return count;
}

/** Keeps an alert that an incident has no room for: on record with the incident, and not part of it. */
async function leaveOut(
  transaction: Transaction<Schema>,
  row: Selectable<AlertsTable>,
  alert: Alert,
  incident: string,
  now: Date,
): Promise<string> {
  await transaction
    .updateTable('alerts')
    .set({ handling: 'recorded', due_at: null })
    .where('id', '=', row.id)
    .execute();
  const payload = { alert: alertName(alert), fingerprint: alert.fingerprint, most: mostAlerts };
  const event = { type: 'alert.left-out', incident, actor: 'firebreak', payload };
  await appendToLedger(transaction, [event], now);
  return incident;
}

function openIncident(id: string, alert: Alert, placement: Placement, cluster: string, now: Date): Incident {
  return {
    id,
    key: placement.key,
    cluster,
    state: 'settling',
    title: titleOf(alert, placement),
    severity: severityOf(alert),
    ...(placement.target === undefined ? {} : { target: placement.target }),
    namespaces: placement.namespace === undefined ? [] : [placement.namespace],
    alerts: [alert],
    truncatedAlerts: 0,
    openedAt: now.toISOString(),
    updatedAt: now.toISOString(),
    evidence: [],
    refusals: [],
    decisions: [],
    executions: [],
  };
}

function titleOf(alert: Alert, placement: Placement): string {
  return placement.target === undefined
    ? alertName(alert)
    : `${alertName(alert)} on ${refText(placement.target)}`;
}

function severityOf(alert: Alert): Severity {
  const label = alert.labels['severity'];
  return severities.find((severity) => severity === label) ?? 'warning';
}

function worse(one: Severity, other: string): Severity {
  return severities.find((severity) => severity === one || severity === other) ?? one;
}
