import { type Kysely, type Migration, Migrator, sql } from 'kysely';
import type { Schema } from './schema.ts';

const first: Migration = {
  async up(db) {
    const statements = [
      sql`create table incidents (
        id text primary key, key text not null, cluster text not null, state text not null, outcome text,
        title text not null, severity text not null, target text, namespaces text not null,
        opened_at text not null, updated_at text not null, closed_at text, due_at text,
        wake integer not null default 0, lease_owner text, lease_until text, fence integer not null default 0,
        document text not null)`,
      // One open incident a cause target: two correlations at once cannot both open one.
      sql`create unique index incidents_open_key on incidents (cluster, key) where state <> 'closed'`,
      sql`create index incidents_due on incidents (due_at) where due_at is not null`,
      sql`create index incidents_updated on incidents (updated_at, id)`,
      sql`create table alerts (
        id integer primary key autoincrement, fingerprint text not null, status text not null,
        starts_at text not null, ends_at text, labels text not null, annotations text not null,
        generator_url text, group_key text not null, truncated integer not null, handling text not null,
        incident_id text references incidents (id), received_at text not null, updated_at text not null,
        due_at text, attempts integer not null default 0)`,
      sql`create index alerts_fingerprint on alerts (fingerprint, id)`,
      sql`create index alerts_incident on alerts (incident_id)`,
      sql`create index alerts_due on alerts (due_at) where due_at is not null`,
      sql`create table decisions (
        id text primary key, incident_id text not null references incidents (id), proposal_id text not null,
        hash text not null, decision text not null, by_kind text not null, by_name text not null,
        channel text not null, reason text, at text not null,
        unique (proposal_id, by_kind, by_name, decision))`,
      sql`create index decisions_incident on decisions (incident_id)`,
      sql`create table changes (
        execution_id text primary key, incident_id text not null references incidents (id),
        target text not null, namespace text not null, at text not null, status text not null)`,
      sql`create index changes_at on changes (at)`,
      sql`create table ledger_entries (
        seq integer primary key, at text not null, type text not null, incident_id text, actor text not null,
        payload_hash text not null, previous_hash text not null unique, hash text not null unique)`,
      sql`create index ledger_entries_incident on ledger_entries (incident_id, seq)`,
      sql`create table ledger_payloads (
        seq integer primary key references ledger_entries (seq), payload text, erased_at text)`,
      sql`create trigger ledger_entries_no_update before update on ledger_entries
        begin select raise(abort, 'the ledger is append-only'); end`,
      sql`create trigger ledger_entries_no_delete before delete on ledger_entries
        begin select raise(abort, 'the ledger is append-only'); end`,
      // A payload may be erased (for what should never have been recorded), and nothing else.
      sql`create trigger ledger_payloads_only_erase before update on ledger_payloads
        when new.seq <> old.seq or new.payload is not null or new.erased_at is null
        begin select raise(abort, 'a ledger payload can only be erased'); end`,
      sql`create trigger ledger_payloads_no_delete before delete on ledger_payloads
        begin select raise(abort, 'the ledger is append-only'); end`,
      sql`create table exchanges (
        id text primary key, incident_id text not null, at text not null, document text not null)`,
      sql`create index exchanges_incident on exchanges (incident_id, at)`,
      sql`create table sessions (id_hash text primary key, document text not null, expires_at text not null)`,
      sql`create table settings (name text primary key, value text not null)`,
    ];
    for (const statement of statements) await statement.execute(db);
  },
};

const countedTries: Migration = {
  async up(db) {
    await sql`alter table incidents add column tries integer not null default 0`.execute(db);
  },
};

/** What each request to a model used, or has reserved: the budgets add it up. */
const modelUsage: Migration = {
  async up(db) {
    const statements = [
      sql`create table model_usage (
        id text primary key, incident_id text not null, model text not null, at text not null,
        tokens integer not null, nanodollars integer)`,
      sql`create index model_usage_at on model_usage (at)`,
      sql`create index model_usage_incident on model_usage (incident_id)`,
    ];
    for (const statement of statements) await statement.execute(db);
  },
};

const toldBySenders: Migration = {
  async up(db) {
    await sql`alter table alerts add column confirmation text`.execute(db);
    await sql`create table heartbeats (
      key text primary key, name text not null, labels text not null, seen_at text not null,
      gap_seconds integer not null default 0, missing_since text)`.execute(db);
  },
};

const incidentsByKey: Migration = {
  async up(db) {
    await sql`create index incidents_key on incidents (cluster, key, closed_at)`.execute(db);
  },
};

/** What the chat shows of incidents. */
const notices: Migration = {
  async up(db) {
    const statements = [
      sql`create table notices (
        incident_id text not null references incidents (id), part text not null, timestamp text,
        content text not null, tried_at text not null, primary key (incident_id, part))`,
      sql`create table notice_states (
        incident_id text primary key references incidents (id), message_revision text, thread_revision text,
        failures integer not null default 0, failure text, not_before text)`,
    ];
    for (const statement of statements) await statement.execute(db);
  },
};

/** Sessions that do not say how their person was known are over: they could not decide. */
const knownPeople: Migration = {
  async up(db) {
    await sql`alter table decisions add column by_via text`.execute(db);
    await sql`alter table decisions add column break_glass integer not null default 0`.execute(db);
    await sql`delete from sessions`.execute(db);
  },
};

/** Pages ask by state and outcome, and search titles, namespaces and targets, without reading the documents. */
const incidentsForPages: Migration = {
  async up(db) {
    const statements = [
      sql`create index incidents_state on incidents (state, id)`,
      sql`create index incidents_outcome on incidents (outcome, id)`,
      sql`create index incidents_text on incidents (id, state, outcome, title, namespaces, target)`,
    ];
    for (const statement of statements) await statement.execute(db);
  },
};

/** In order; a name, once released, keeps its meaning. */
const migrations: Readonly<Record<string, Migration>> = {
  '0001-first': first,
  '0002-counted-tries': countedTries,
  '0003-told-by-senders': toldBySenders,
  '0003-model-usage': modelUsage,
  '0004-incidents-by-key': incidentsByKey,
  '0005-notices': notices,
  '0006-known-people': knownPeople,
  '0007-incidents-for-pages': incidentsForPages,
};

/** Brings the database to the newest schema. Throws what the failing migration threw. */
export async function migrate(db: Kysely<Schema>): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...migrations }) } });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
}

/** Names of the migrations that the database has not seen. */
export async function pendingMigrations(db: Kysely<Schema>): Promise<readonly string[]> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...migrations }) } });
  const known = await migrator.getMigrations();
  return known.filter((migration) => migration.executedAt === undefined).map((migration) => migration.name);
}
