import { type Kysely, sql, type Transaction } from 'kysely';
import { onRecord } from '../domain/decision.ts';
import { asksWhyDeclined, type Incident } from '../domain/incident.ts';
import { aboutOf, proposedOf } from '../domain/on-record.ts';
import type { Policies } from '../guardrails/policies/policies.ts';
import { appendToLedger } from '../ledger/append.ts';
import type { Clock, Ids } from '../ports/clock.ts';
import { readIncident } from '../store/incidents.ts';
import type { Schema } from '../store/schema.ts';
import { isStopped } from '../store/stop-switch.ts';
import type { DecideResult } from './approvals-port.ts';
import { type GivenDecision, objectionTo } from './objection.ts';

export interface DecidePorts {
  readonly db: Kysely<Schema>;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly policies: () => Policies;
  /** How many people sign-in can tell apart; any number unless told. */
  readonly tellable?: () => number;
}

/** Persists a decision, if nothing stands against it. */
export async function decide(given: GivenDecision, ports: DecidePorts): Promise<DecideResult> {
  const now = ports.clock.now();
  return ports.db.transaction().execute(async (transaction) => {
    const incident = await readIncident(transaction, given.incident);
    if (incident === undefined) return { ok: false, kind: 'not-found', reason: 'incident.not-found' };
    const tellable = ports.tellable?.() ?? Infinity;
    const stopped = await isStopped(transaction);
    const objection = objectionTo(given, incident, { policies: ports.policies(), tellable, stopped, now });
    if (objection !== undefined) return { ok: false, ...objection };
    await record(transaction, given, incident, ports.ids.next('dec'), now);
    const stored = await readIncident(transaction, given.incident);
    return { ok: true, incident: stored ?? incident };
  });
}

async function record(
  transaction: Transaction<Schema>,
  given: GivenDecision,
  incident: Incident,
  id: string,
  now: Date,
): Promise<void> {
  await transaction
    .insertInto('decisions')
    .values({
      id,
      incident_id: given.incident,
      proposal_id: given.proposal,
      hash: given.hash,
      decision: given.decision,
      by_kind: given.by.kind,
      by_name: given.by.name,
      by_via: given.by.via ?? null,
      break_glass: given.breakGlass === true ? 1 : 0,
      channel: given.channel,
      reason: given.reason ?? null,
      at: now.toISOString(),
    })
    .execute();
  await transaction
    .updateTable('incidents')
    .set({ wake: sql`wake + 1`, due_at: now.toISOString(), updated_at: now.toISOString() })
    .where('id', '=', given.incident)
    .execute();
  const { proposal, hash, decision, channel, reason } = given;
  const payload = {
    proposal,
    hash,
    decision,
    channel,
    reason: reason ?? null,
    by: onRecord(given.by),
    ...(given.by.from === undefined ? {} : { from: given.by.from }),
    ...(given.breakGlass === true ? { breakGlass: true } : {}),
    ...deniedOf(given, incident),
    ...(given.decision === 'deny' && asksWhyDeclined(incident) ? { whyDeclined: true } : {}),
  };
  const event = { type: 'decision.recorded', incident: given.incident, actor: given.by.name, payload };
  await appendToLedger(transaction, [event], now);
}

/** A denial tells of a mistake, so it says on record what was denied. */
function deniedOf({ decision }: GivenDecision, incident: Incident) {
  if (decision !== 'deny' || incident.proposal === undefined) return {};
  return { denied: proposedOf(incident.proposal), about: aboutOf(incident) };
}
