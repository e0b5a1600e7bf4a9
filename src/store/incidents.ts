import type { Kysely, Selectable, Transaction } from 'kysely';
import { z } from 'zod';
import type { Alert, Confirmation } from '../domain/alert.ts';
import { type Decision, decisionChannels, signInMethods } from '../domain/decision.ts';
import {
  type Incident,
  type IncidentOutcome,
  type IncidentState,
  incidentOutcomes,
  incidentStates,
  type Severity,
  severities,
} from '../domain/incident.ts';
import type { ObjectRef } from '../domain/objects.ts';
import type { AlertsTable, DecisionsTable, IncidentsTable, Schema } from './schema.ts';

/** The parts of an incident that only its own worker changes; stored as one JSON document. */
type Document = Pick<
  Incident,
  | 'settlesUntil'
  | 'evidence'
  | 'diagnosis'
  | 'draft'
  | 'proposal'
  | 'refusals'
  | 'executions'
  | 'verification'
  | 'note'
>;

const stateColumn = z.enum(incidentStates);
const outcomeColumn = z.enum(incidentOutcomes);
const severityColumn = z.enum(severities);
const viaColumn = z.enum(signInMethods);
const channelColumn = z.enum(decisionChannels);

/** A whole incident, or undefined where there is none of that id. */
export async function readIncident(db: Kysely<Schema>, id: string): Promise<Incident | undefined> {
  const row = await db.selectFrom('incidents').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : loadIncident(db, row);
}

/** The row of the incident about a cause that is open in a cluster; there is one at the most. */
export async function findOpenIncident(
  db: Kysely<Schema>,
  { cluster, key }: Pick<Incident, 'cluster' | 'key'>,
): Promise<Pick<Selectable<IncidentsTable>, 'id' | 'namespaces' | 'severity'> | undefined> {
  return db
    .selectFrom('incidents')
    .select(['id', 'namespaces', 'severity'])
    .where('cluster', '=', cluster)
    .where('key', '=', key)
    .where('state', '<>', 'closed')
    .executeTakeFirst();
}

/** Joins an incident's row with its alerts and decisions. */
export async function loadIncident(db: Kysely<Schema>, row: Selectable<IncidentsTable>): Promise<Incident> {
  return joined(row, await readParts(db, [row.id]));
}

/** The same of many rows, in their order, with as few questions. */
export async function loadIncidents(
  db: Kysely<Schema>,
  rows: readonly Selectable<IncidentsTable>[],
): Promise<readonly Incident[]> {
  if (rows.length === 0) return [];
  const parts = await readParts(
    db,
    rows.map(({ id }) => id),
  );
  const isOf = (id: string) => (part: { readonly incident_id: string | null }) => part.incident_id === id;
  return rows.map((row) =>
    joined(row, {
      alerts: parts.alerts.filter(isOf(row.id)),
      decisions: parts.decisions.filter(isOf(row.id)),
    }),
  );
}

interface Parts {
  readonly alerts: readonly Selectable<AlertsTable>[];
  readonly decisions: readonly Selectable<DecisionsTable>[];
}

async function readParts(db: Kysely<Schema>, ids: readonly string[]): Promise<Parts> {
  return {
    alerts: await db.selectFrom('alerts').selectAll().where('incident_id', 'in', ids).orderBy('id').execute(),
    decisions: await db
      .selectFrom('decisions')
      .selectAll()
      .where('incident_id', 'in', ids)
      .orderBy('at')
      .orderBy('id')
      .execute(),
  };
}

function joined(row: Selectable<IncidentsTable>, { alerts, decisions }: Parts): Incident {
  return Object.freeze({
    ...columnsOf(row),
    ...documentOf(row),
    key: row.key,
    alerts: alerts.map(alertOf),
    truncatedAlerts: alerts.reduce((most, alert) => Math.max(most, alert.truncated), 0),
    decisions: decisions.map(decisionOf),
  });
}

/** What lists read: nothing that stands behind the document in the row, which would have to be read over. */
export const listedColumns = [
  'id',
  'cluster',
  'state',
  'outcome',
  'title',
  'severity',
  'target',
  'namespaces',
  'opened_at',
  'updated_at',
] as const;

/** The columns that lists show. */
export function columnsOf(row: Selectable<Pick<IncidentsTable, (typeof listedColumns)[number]>>) {
  return {
    id: row.id,
    cluster: row.cluster,
    state: stateColumn.parse(row.state) satisfies IncidentState,
    ...(row.outcome === null ? {} : { outcome: outcomeColumn.parse(row.outcome) satisfies IncidentOutcome }),
    title: row.title,
    severity: severityColumn.parse(row.severity) satisfies Severity,
    ...(row.target === null ? {} : { target: JSON.parse(row.target) as ObjectRef }),
    namespaces: JSON.parse(row.namespaces) as readonly string[],
    openedAt: row.opened_at,
    updatedAt: row.updated_at,
  };
}

function documentOf(row: Selectable<IncidentsTable>): Document {
  // Written by this program alone, in the shape of the type; migrations change it where the type changes.
  return JSON.parse(row.document) as Document;
}

/** The columns that hold an incident's own state. Alerts and decisions have tables of their own. */
export function rowOf(incident: Incident) {
  const document: Document = {
    evidence: incident.evidence,
    refusals: incident.refusals,
    executions: incident.executions,
    ...(incident.settlesUntil === undefined ? {} : { settlesUntil: incident.settlesUntil }),
    ...(incident.diagnosis === undefined ? {} : { diagnosis: incident.diagnosis }),
    ...(incident.draft === undefined ? {} : { draft: incident.draft }),
    ...(incident.proposal === undefined ? {} : { proposal: incident.proposal }),
    ...(incident.verification === undefined ? {} : { verification: incident.verification }),
    ...(incident.note === undefined ? {} : { note: incident.note }),
  };
  return {
    state: incident.state,
    outcome: incident.outcome ?? null,
    title: incident.title,
    severity: incident.severity,
    target: incident.target === undefined ? null : JSON.stringify(incident.target),
    namespaces: JSON.stringify(incident.namespaces),
    document: JSON.stringify(document),
  };
}

/** A new incident, which is due at a time. Alerts and decisions have tables of their own. */
export async function insertIncident(
  transaction: Transaction<Schema>,
  incident: Incident,
  due: Date,
): Promise<void> {
  await transaction
    .insertInto('incidents')
    .values({
      ...rowOf(incident),
      id: incident.id,
      key: incident.key,
      cluster: incident.cluster,
      opened_at: incident.openedAt,
      updated_at: incident.updatedAt,
      closed_at: null,
      due_at: due.toISOString(),
      lease_owner: null,
      lease_until: null,
    })
    .execute();
}

/** An alert as it is stored. */
export function alertOf(row: Selectable<AlertsTable>): Alert {
  return Object.freeze({
    fingerprint: row.fingerprint,
    status: row.status === 'resolved' ? 'resolved' : 'firing',
    labels: JSON.parse(row.labels) as Record<string, string>,
    annotations: JSON.parse(row.annotations) as Record<string, string>,
    startsAt: row.starts_at,
    ...(row.ends_at === null ? {} : { endsAt: row.ends_at }),
    ...(row.generator_url === null ? {} : { generatorURL: row.generator_url }),
    ...(row.handling === 'own' ? { own: true as const } : {}),
    // Written by this program alone, in the shape of the type.
    ...(row.confirmation === null ? {} : { confirmation: JSON.parse(row.confirmation) as Confirmation }),
  });
}

function decisionOf(row: Selectable<DecisionsTable>): Decision {
  return Object.freeze({
    id: row.id,
    proposal: row.proposal_id,
    hash: row.hash,
    decision: z.enum(['approve', 'deny', 'hand-over']).parse(row.decision),
    by: Object.freeze({
      kind: row.by_kind === 'token' ? 'token' : 'person',
      name: row.by_name,
      ...(row.by_via === null ? {} : { via: viaColumn.parse(row.by_via) }),
    }),
    channel: channelColumn.parse(row.channel),
    ...(row.break_glass === 1 ? { breakGlass: true as const } : {}),
    ...(row.reason === null ? {} : { reason: row.reason }),
    at: row.at,
  });
}
