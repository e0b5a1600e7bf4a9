import { type Kysely, sql, type Transaction } from 'kysely';
import type { Decision } from '../domain/decision.ts';
import { type Incident, isResolved } from '../domain/incident.ts';
import { namespaceOf } from '../domain/objects.ts';
import { aboutOf, proposedOf } from '../domain/on-record.ts';
import type { Proposal } from '../domain/proposal.ts';
import type { ReasonCode } from '../domain/reasons.ts';
import type { Policies } from '../guardrails/policies/policies.ts';
import type { ApprovalsPort, DecideResult } from '../http/ports.ts';
import { appendToLedger } from '../ledger/append.ts';
import type { Clock, Ids } from '../ports/clock.ts';
import { readIncident } from '../store/incidents.ts';
import type { Schema } from '../store/schema.ts';
import { countApprovals, hasApproved, mayDecide } from './approvers.ts';

export interface DecidePorts {
  readonly db: Kysely<Schema>;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly policies: () => Policies;
}

type Input = Parameters<ApprovalsPort['decide']>[0];
type Failure = Exclude<DecideResult, { ok: true }>;

/** Persists a decision, if it is still about what waits; the rules are the same for every window. */
export async function decide(input: Input, ports: DecidePorts): Promise<DecideResult> {
  const now = ports.clock.now();
  return ports.db.transaction().execute(async (transaction) => {
    const incident = await readIncident(transaction, input.incident);
    if (incident === undefined) return fail('not-found', 'decision.no-proposal');
    const failure = objection(input, incident, ports.policies(), now);
    if (failure !== undefined) return failure;
    await record(transaction, input, incident, ports.ids.next('dec'), now);
    const stored = await readIncident(transaction, input.incident);
    return { ok: true, incident: stored ?? incident };
  });
}

function objection(input: Input, incident: Incident, policies: Policies, now: Date): Failure | undefined {
  const { proposal } = incident;
  if (proposal === undefined) return fail('conflict', 'decision.no-proposal');
  if (proposal.id !== input.proposal || proposal.hash !== input.hash)
    return fail('conflict', 'decision.stale');
  if (incident.state !== 'awaiting-approval') return fail('conflict', whyNotWaiting(incident));
  if (now >= new Date(proposal.expiresAt)) return fail('conflict', 'decision.expired');
  if (proposal.purpose === 'fix' && isResolved(incident))
    return fail('conflict', 'decision.incident-resolved');
  if (input.decision === 'deny' && (input.reason ?? '').trim() === '')
    return fail('invalid', 'decision.reason-required');
  const steps = proposal.steps.map(({ risk, action }) => ({ risk, namespace: namespaceOf(action.target) }));
  const may = mayDecide(input.by, steps, policies);
  return may.allowed ? duplicate(input, incident.decisions, proposal) : fail('forbidden', may.reason);
}

function whyNotWaiting(incident: Incident): ReasonCode {
  if (incident.outcome === 'self-resolved') return 'decision.incident-resolved';
  return incident.outcome === 'expired' ? 'decision.expired' : 'decision.already-decided';
}

function duplicate(input: Input, decisions: readonly Decision[], proposal: Proposal): Failure | undefined {
  const refused = decisions.some(
    (decision) => decision.proposal === proposal.id && decision.decision !== 'approve',
  );
  if (refused || countApprovals(decisions, proposal) >= proposal.approvalsNeeded) {
    return fail('conflict', 'decision.already-decided');
  }
  if (input.decision !== 'approve') return undefined;
  if (hasApproved(input.by, decisions, proposal)) return fail('conflict', 'decision.same-person');
  // A token's approval never counts next to a person's: taking it would tell a machine that it had helped.
  const counts =
    input.by.kind === 'person' ||
    (proposal.approvalsNeeded <= 1 && countApprovals(decisions, proposal) === 0);
  return counts ? undefined : fail('forbidden', 'decision.not-allowed');
}

async function record(
  transaction: Transaction<Schema>,
  input: Input,
  incident: Incident,
  id: string,
  now: Date,
): Promise<void> {
  await transaction
    .insertInto('decisions')
    .values({
      id,
      incident_id: input.incident,
      proposal_id: input.proposal,
      hash: input.hash,
      decision: input.decision,
      by_kind: input.by.kind,
      by_name: input.by.name,
      channel: input.channel,
      reason: input.reason ?? null,
      at: now.toISOString(),
    })
    .execute();
  await transaction
    .updateTable('incidents')
    .set({ wake: sql`wake + 1`, due_at: now.toISOString(), updated_at: now.toISOString() })
    .where('id', '=', input.incident)
    .execute();
  const { proposal, hash, decision, channel, reason } = input;
  const payload = {
    proposal,
    hash,
    decision,
    channel,
    reason: reason ?? null,
    by: input.by,
    ...deniedOf(input, incident),
  };
  const event = { type: 'decision.recorded', incident: input.incident, actor: input.by.name, payload };
  await appendToLedger(transaction, [event], now);
}

/** A denial tells of a mistake, so it says on record what was denied. */
function deniedOf({ decision }: Input, incident: Incident) {
  if (decision !== 'deny' || incident.proposal === undefined) return {};
  return { denied: proposedOf(incident.proposal), about: aboutOf(incident) };
}

function fail(kind: Failure['kind'], reason: ReasonCode): Failure {
  return { ok: false, kind, reason };
}
