import { sql } from 'kysely';
import { z } from 'zod';
import { verifyLedger } from '../../../src/ledger/verify.ts';
import { openStoreForReading, type Store } from '../../../src/store/sqlite.ts';
import type { AuditEvent } from '../../parts/audit-log.ts';
import type { Execution } from '../../../src/domain/execution.ts';
import type { AcknowledgedAlert } from './delivery.ts';
import type { AcknowledgedDecision } from './people.ts';

/** What must not be; `at` in milliseconds since the epoch tells which kill it followed. */
export interface Finding {
  readonly kind: 'lost' | 'twice' | 'unaccounted' | 'stuck' | 'unverifiable';
  readonly at: number;
  readonly what: string;
}

type Database = Store['db'];

async function reading<T>(dataDir: string, look: (db: Database) => Promise<T>): Promise<T> {
  const store = openStoreForReading(dataDir);
  try {
    return await look(store.db);
  } finally {
    await store.close();
  }
}

async function lostAlerts(db: Database, told: readonly AcknowledgedAlert[]): Promise<readonly Finding[]> {
  const rows = await db.selectFrom('alerts').select(['fingerprint', 'starts_at', 'status']).execute();
  const known = new Map(rows.map((row) => [`${row.fingerprint} ${row.starts_at}`, row.status]));
  return told
    .filter(({ fingerprint, startsAt, status }) => {
      const stored = known.get(`${fingerprint} ${startsAt}`);
      return stored === undefined || (status === 'resolved' && stored !== 'resolved');
    })
    .map((alert) => ({ kind: 'lost', at: alert.at, what: `alert ${JSON.stringify(alert)}` }));
}

async function lostDecisions(
  db: Database,
  told: readonly AcknowledgedDecision[],
): Promise<readonly Finding[]> {
  const rows = await db.selectFrom('decisions').select(['proposal_id', 'decision']).execute();
  const known = new Set(rows.map((row) => `${row.proposal_id} ${row.decision}`));
  return told
    .filter(({ proposal, decision }) => !known.has(`${proposal} ${decision}`))
    .map((decision) => ({ kind: 'lost', at: decision.at, what: `decision ${JSON.stringify(decision)}` }));
}

async function brokenRecords(db: Database): Promise<readonly Finding[]> {
  const at = Date.now();
  const ledger = await verifyLedger(db);
  const { rows } = await sql<{ integrity_check: string }>`pragma integrity_check`.execute(db);
  const integrity = rows.map((row) => row.integrity_check).join('; ');
  return [
    ...(ledger.ok ? [] : [{ kind: 'unverifiable', at, what: JSON.stringify(ledger) } as const]),
    ...(integrity === 'ok' ? [] : [{ kind: 'unverifiable', at, what: integrity } as const]),
  ];
}

/** What a dead process has left behind: nothing acknowledged may be missing, nothing on record may be broken. */
export function inspectRemains(
  dataDir: string,
  alerts: readonly AcknowledgedAlert[],
  decisions: readonly AcknowledgedDecision[],
): Promise<readonly Finding[]> {
  return reading(dataDir, async (db) => [
    ...(await lostAlerts(db, alerts)),
    ...(await lostDecisions(db, decisions)),
    ...(await brokenRecords(db)),
  ]);
}

/** What is left when all had time to end: open incidents, and alerts that never got one. */
export function inspectEnd(dataDir: string): Promise<readonly Finding[]> {
  return reading(dataDir, async (db) => {
    const open = await db
      .selectFrom('incidents')
      .select(['id', 'state', 'updated_at'])
      .where('state', '<>', 'closed')
      .execute();
    const homeless = await db
      .selectFrom('alerts')
      .select(['id', 'received_at'])
      .where('incident_id', 'is', null)
      .where('handling', '=', 'incident')
      .execute();
    return [
      ...open.map(
        ({ id, state, updated_at }) =>
          ({ kind: 'stuck', at: Date.parse(updated_at), what: `${id} in ${state}` }) as const,
      ),
      ...homeless.map(
        ({ id, received_at }) =>
          ({ kind: 'stuck', at: Date.parse(received_at), what: `alert ${id} without an incident` }) as const,
      ),
    ];
  });
}

/** Compares what the API server says was written with what the store says was approved and done. */
export function inspectWrites(
  dataDir: string,
  events: readonly AuditEvent[],
): Promise<{ readonly writes: number; readonly findings: readonly Finding[] }> {
  return reading(dataDir, async (db) => {
    const rows = await db.selectFrom('incidents').select('document').execute();
    const executions = rows.flatMap(
      ({ document }) => (JSON.parse(document) as { executions: readonly Execution[] }).executions,
    );
    const approved = new Set(
      (
        await db.selectFrom('decisions').select('proposal_id').where('decision', '=', 'approve').execute()
      ).map((row) => row.proposal_id),
    );
    const written = new Map<string, readonly number[]>();
    for (const event of events.filter(isSuccessfulWrite)) {
      const key = keyOfEvent(event);
      written.set(key, [...(written.get(key) ?? []), Date.parse(event.requestReceivedTimestamp)]);
    }
    const done = executions.filter(({ status }) => status === 'applied');
    const allowed = new Set(done.filter(({ proposal }) => approved.has(proposal)).map(keyOfExecution));
    const findings: Finding[] = [];
    for (const [key, times] of written) {
      const [, again] = times;
      if (again !== undefined) findings.push({ kind: 'twice', at: again, what: key });
      if (!allowed.has(key)) {
        findings.push({
          kind: 'unaccounted',
          at: times[0] ?? 0,
          what: `${key} was written, and not approved`,
        });
      }
    }
    for (const execution of done) {
      if (written.has(keyOfExecution(execution))) continue;
      const at = Date.parse(execution.finishedAt ?? execution.intendedAt);
      findings.push({ kind: 'unaccounted', at, what: `${execution.id} is called applied, and was not` });
    }
    return { writes: written.size, findings };
  });
}

function isSuccessfulWrite({ user, verb, requestURI, requestObject, responseStatus }: AuditEvent): boolean {
  if (user.username !== 'firebreak-executor' || !['patch', 'create', 'delete'].includes(verb)) return false;
  const isDry = requestURI.includes('dryRun=All') || JSON.stringify(requestObject ?? {}).includes('"dryRun"');
  return !isDry && !requestURI.includes('/selfsubject') && (responseStatus?.code ?? 500) < 300;
}

/** A delete is told by the uid that it names, any other write by the marker that it sets: a `test` names the one before. */
function keyOfEvent({ verb, requestURI, requestObject }: AuditEvent): string {
  const operations = z.array(z.looseObject({ op: z.string() })).safeParse(requestObject);
  const setting = operations.success ? operations.data.filter(({ op }) => op !== 'test') : requestObject;
  const body = JSON.stringify(setting ?? {});
  const found = verb === 'delete' ? /"uid":"([^"]+)"/u.exec(body) : /"(prp_[^"]+\.\d+)"/u.exec(body);
  return found?.[1] ?? `${verb} ${requestURI}`;
}

function keyOfExecution({ id, request }: Execution): string {
  return request.verb === 'delete' ? request.options.preconditions.uid : id;
}
