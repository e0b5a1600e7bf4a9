import { sql } from 'kysely';
import { onRecord } from '../domain/decision.ts';
import type { Draft, Incident } from '../domain/incident.ts';
import { aboutOf, proposedOf } from '../domain/on-record.ts';
import type { ReasonCode } from '../domain/reasons.ts';
import { undoActions } from '../execution/undo-actions.ts';
import { appendToLedger } from '../ledger/append.ts';
import { findOpenIncident, readIncident, rowOf } from '../store/incidents.ts';
import type { ApprovalsPort, DecideResult } from './approvals-port.ts';
import type { DecidePorts } from './decide.ts';

type Input = Parameters<ApprovalsPort['undo']>[0];

/** Reopens a closed incident with the stored inverses of what ran as a new draft: an undo is a proposal like any other. */
export async function undo(input: Input, ports: DecidePorts): Promise<DecideResult> {
  const now = ports.clock.now();
  return ports.db.transaction().execute(async (transaction) => {
    const incident = await readIncident(transaction, input.incident);
    if (incident === undefined) return { ok: false, kind: 'not-found', reason: 'undo.nothing-to-undo' };
    const objection = whyNot(incident);
    if (objection !== undefined) return { ok: false, kind: 'conflict', reason: objection };
    const other = await findOpenIncident(transaction, incident);
    if (other !== undefined) return { ok: false, kind: 'conflict', reason: 'undo.incident-open' };
    const draft: Draft = {
      purpose: 'undo',
      by: input.by.name,
      requestedBy: onRecord(input.by),
      actions: undoActions(incident.executions),
      ...(incident.outcome === undefined ? {} : { otherwise: incident.outcome }),
    };
    const { outcome: _outcome, ...open } = incident;
    const reopened: Incident = { ...open, state: 'reviewing', draft };
    await transaction
      .updateTable('incidents')
      .set({
        ...rowOf(reopened),
        closed_at: null,
        due_at: now.toISOString(),
        updated_at: now.toISOString(),
        wake: sql`wake + 1`,
      })
      .where('id', '=', incident.id)
      .execute();
    const { proposal } = incident;
    const payload = {
      actions: draft.actions,
      undone: proposal === undefined ? null : proposedOf(proposal),
      about: aboutOf(incident),
    };
    await appendToLedger(
      transaction,
      [{ type: 'undo.requested', incident: incident.id, actor: input.by.name, payload }],
      now,
    );
    return { ok: true, incident: reopened };
  });
}

function whyNot(incident: Incident): ReasonCode | undefined {
  if (incident.state !== 'closed') return 'undo.incident-open';
  if (incident.outcome === 'undone') return 'undo.nothing-to-undo';
  return undoActions(incident.executions).length === 0 ? 'undo.nothing-to-undo' : undefined;
}
