import type { Kysely } from 'kysely';
import type { DecideResult } from '../approvals/approvals-port.ts';
import { type Decider, onRecord } from '../domain/decision.ts';
import type { Incident } from '../domain/incident.ts';
import { messageOf } from '../domain/message-of.ts';
import { appendToLedger } from '../ledger/append.ts';
import { mistakesOf } from '../ledger/failure-patterns/mistakes-of.ts';
import { readMistakeEntries } from '../ledger/failure-patterns/read-entries.ts';
import type { Clock, Ids } from '../ports/clock.ts';
import { RepositoryError } from '../ports/repository-host.ts';
import { isProblem } from '../pull-requests/problem.ts';
import { findOpenIncident, insertIncident } from '../store/incidents.ts';
import type { Schema } from '../store/schema.ts';
import { type DenyScope, denyRuleOf } from './deny-rule.ts';
import {
  type DraftPorts,
  draftPolicyChange,
  nameOf,
  type PolicyAddition,
  titleOf,
} from './draft-policy-change.ts';
import { patternOf, type PatternWords } from './pattern-of.ts';

/** What a person wants to become of a mistake on record. */
export type PolicyWish =
  | { readonly as: 'deny-rule'; readonly scope: DenyScope; readonly message: string }
  | ({ readonly as: 'pattern' } & PatternWords);

export interface PolicyRequest {
  /** The mistake's place in the ledger. */
  readonly seq: number;
  readonly index: number;
  readonly wish: PolicyWish;
  readonly by: Decider;
}

export interface RequestPorts extends DraftPorts {
  readonly db: Kysely<Schema>;
  readonly clock: Clock;
  readonly ids: Ids;
}

/**
 * Opens an incident of its own that proposes to add to the policies what a person makes of a mistake: through the same
 * layers and approvals as any change, by somebody else than who asked.
 */
export async function requestPolicyChange(
  { seq, index, wish, by }: PolicyRequest,
  ports: RequestPorts,
): Promise<DecideResult> {
  const [entry] = await readMistakeEntries(ports.db, { seqs: [seq] });
  const mistake = entry === undefined ? undefined : mistakesOf(entry.type, entry.payload)[index];
  if (entry === undefined || mistake === undefined) {
    return { ok: false, kind: 'not-found', reason: 'policy-change.untold' };
  }
  const told = await redacted(wish, ports);
  const value =
    told.as === 'deny-rule' ? denyRuleOf(mistake, told.scope, told.message) : patternOf(mistake, told);
  if (value === undefined) return { ok: false, kind: 'invalid', reason: 'policy-change.untold' };
  const addition: PolicyAddition = {
    kind: told.as === 'deny-rule' ? 'ActionPolicy' : 'FailurePatterns',
    value,
    mistake,
    by: by.name,
    ...(entry.incident === undefined ? {} : { incident: entry.incident }),
  };
  try {
    const action = await draftPolicyChange(addition, ports);
    if (isProblem(action))
      return { ok: false, kind: 'conflict', reason: action.reason, detail: action.words };
    const incident = openIncident(addition, ports);
    const drafted: Incident = {
      ...incident,
      draft: { purpose: 'fix', by: by.name, requestedBy: onRecord(by), actions: [action] },
    };
    return await store(drafted, { example: { seq, index }, action, by }, ports);
  } catch (cause) {
    if (!(cause instanceof RepositoryError)) throw cause;
    const detail = await ports.redact(messageOf(cause));
    return { ok: false, kind: 'conflict', reason: 'pull-request.unreadable', detail };
  }
}

/** People paste what they see. */
async function redacted(wish: PolicyWish, { redact }: Pick<RequestPorts, 'redact'>): Promise<PolicyWish> {
  if (wish.as === 'deny-rule') return { ...wish, message: await redact(wish.message) };
  const { title, happened, lesson } = wish;
  return {
    ...wish,
    title: await redact(title),
    happened: await redact(happened),
    lesson: await redact(lesson),
  };
}

function openIncident(addition: PolicyAddition, { clock, ids, clusterName }: RequestPorts): Incident {
  const at = clock.now().toISOString();
  return {
    id: ids.next('inc'),
    key: `policy/${nameOf(addition.value)}`,
    cluster: clusterName,
    state: 'reviewing',
    title: titleOf(addition),
    severity: 'none',
    namespaces: [],
    alerts: [],
    truncatedAlerts: 0,
    openedAt: at,
    updatedAt: at,
    evidence: [],
    refusals: [],
    decisions: [],
    executions: [],
  };
}

async function store(
  incident: Incident,
  { example, action, by }: { readonly example: object; readonly action: object; readonly by: Decider },
  { db, clock }: RequestPorts,
): Promise<DecideResult> {
  const now = clock.now();
  return db.transaction().execute(async (transaction) => {
    const open = await findOpenIncident(transaction, incident);
    if (open !== undefined) {
      return {
        ok: false,
        kind: 'conflict',
        reason: 'policy-change.under-way',
        detail: `incident ${open.id}`,
      };
    }
    await insertIncident(transaction, incident, now);
    const payload = { example, action };
    await appendToLedger(
      transaction,
      [{ type: 'policy-change.requested', incident: incident.id, actor: by.name, payload }],
      now,
    );
    return { ok: true, incident };
  });
}
