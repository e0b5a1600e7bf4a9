import type { Generated } from 'kysely';

/** Times are RFC 3339 in UTC with milliseconds, so that text order is time order. JSON columns hold text. */
export interface Schema {
  incidents: IncidentsTable;
  alerts: AlertsTable;
  heartbeats: HeartbeatsTable;
  decisions: DecisionsTable;
  changes: ChangesTable;
  ledger_entries: LedgerEntriesTable;
  ledger_payloads: LedgerPayloadsTable;
  exchanges: ExchangesTable;
  model_usage: ModelUsageTable;
  sessions: SessionsTable;
  settings: SettingsTable;
  notices: NoticesTable;
  notice_states: NoticeStatesTable;
}

export interface IncidentsTable {
  id: string;
  key: string;
  cluster: string;
  state: string;
  outcome: string | null;
  title: string;
  severity: string;
  target: string | null;
  namespaces: string;
  opened_at: string;
  updated_at: string;
  closed_at: string | null;
  /** When a worker should look at it; null while it waits for an event alone, or is closed. */
  due_at: string | null;
  /** Counts events from outside (alerts, decisions), so that a worker notices those that came while it worked. */
  wake: Generated<number>;
  lease_owner: string | null;
  lease_until: string | null;
  /** Counts claims: a worker whose number is no longer the last one cannot commit. */
  fence: Generated<number>;
  /** Claims since the last committed step, so that a stage that never works ends somewhere. */
  tries: Generated<number>;
  /** Evidence, diagnosis, draft, proposal, refusals, executions, verification, note. */
  document: string;
}

export interface AlertsTable {
  id: Generated<number>;
  fingerprint: string;
  status: string;
  starts_at: string;
  ends_at: string | null;
  labels: string;
  annotations: string;
  generator_url: string | null;
  /** What Alertmanager said of the status (JSON); null where it is not asked. */
  confirmation: string | null;
  group_key: string;
  truncated: number;
  /**
   * `incident`: belongs to one, or will; `recorded`: kept, never acted on (another cluster, a heartbeat); `own`: what
   * Firebreak itself has seen, which no notification is about.
   */
  handling: string;
  incident_id: string | null;
  received_at: string;
  updated_at: string;
  /** When correlation should look at it (again); null once it has its incident. */
  due_at: string | null;
  attempts: Generated<number>;
}

/** Alerts that fire always, so that their absence tells. */
export interface HeartbeatsTable {
  /** The alert's name and the Prometheus that it comes from. */
  key: string;
  name: string;
  labels: string;
  seen_at: string;
  /** The longest time between two words of it, while it came. */
  gap_seconds: Generated<number>;
  /** Since when it is known to be missing; null while it comes. */
  missing_since: string | null;
}

export interface DecisionsTable {
  id: string;
  incident_id: string;
  proposal_id: string;
  hash: string;
  decision: string;
  by_kind: string;
  by_name: string;
  /** How a person was known; null for a token, and for what was decided before it was kept. */
  by_via: string | null;
  break_glass: Generated<number>;
  channel: string;
  reason: string | null;
  at: string;
}

/** What was written to the cluster, for cool-downs, caps and the breaker. */
export interface ChangesTable {
  execution_id: string;
  incident_id: string;
  target: string;
  namespace: string;
  at: string;
  status: string;
}

export interface LedgerEntriesTable {
  seq: number;
  at: string;
  type: string;
  incident_id: string | null;
  actor: string;
  payload_hash: string;
  previous_hash: string;
  hash: string;
}

export interface LedgerPayloadsTable {
  seq: number;
  payload: string | null;
  erased_at: string | null;
}

export interface ExchangesTable {
  id: string;
  incident_id: string;
  at: string;
  document: string;
}

export interface ModelUsageTable {
  id: string;
  incident_id: string;
  model: string;
  at: string;
  /** Input and output together. */
  tokens: number;
  /** Null: the model has no price. */
  nanodollars: number | null;
}

export interface SessionsTable {
  /** SHA-256 of the cookie's value. */
  id_hash: string;
  document: string;
  expires_at: string;
}

export interface SettingsTable {
  name: string;
  value: string;
}

/** What the chat shows of an incident, part by part. */
export interface NoticesTable {
  incident_id: string;
  part: string;
  /** The chat's name for the message; null while nobody knows whether it was posted. */
  timestamp: string | null;
  content: string;
  tried_at: string;
}

export interface NoticeStatesTable {
  incident_id: string;
  /** The revision of the incident that its message shows. */
  message_revision: string | null;
  /** The revision that the thread below it shows. */
  thread_revision: string | null;
  failures: Generated<number>;
  failure: string | null;
  not_before: string | null;
}
