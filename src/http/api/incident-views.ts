import type { z } from 'zod';
import type { Diagnosis, DiagnosisCost } from '../../domain/diagnosis.ts';
import type { Execution } from '../../domain/execution.ts';
import { heldDraft, type Incident } from '../../domain/incident.ts';
import { dollarsOf } from '../../domain/money.ts';
import { namespaceOf } from '../../domain/objects.ts';
import type { Proposal } from '../../domain/proposal.ts';
import { highestRisk } from '../highest-risk.ts';
import type { LedgerState } from '../../ledger/ledger-state.ts';
import type { IncidentSummary, LedgerView } from '../ports.ts';
import type { incidentDetailSchema } from './schemas/incident-detail.ts';
import type { incidentSummarySchema } from './schemas/incident-summary.ts';
import type { costSchema, diagnosisSchema } from './schemas/investigation.ts';
import type { ledgerEntrySchema, ledgerStateSchema, timelineEntrySchema } from './schemas/ledger.ts';
import type { executionSchema, holdSchema, proposalSchema } from './schemas/response.ts';

/** An incident as a row of `GET /api/v1/incidents`. */
export function summaryView(incident: IncidentSummary): z.output<typeof incidentSummarySchema> {
  const { id, state, outcome, title, cluster, target, severity, openedAt, updatedAt } = incident;
  const namespace = (target === undefined ? undefined : namespaceOf(target)) ?? incident.namespaces[0];
  return {
    id,
    state,
    outcome: outcome ?? null,
    title,
    cluster,
    namespace: namespace ?? null,
    target: target ?? null,
    severity,
    alerts: incident.alerts,
    openedAt,
    updatedAt,
  };
}

/** An incident with everything that is known of it; the timeline comes from the ledger. */
export function detailView(
  incident: Incident,
  timeline: readonly LedgerView[],
): z.output<typeof incidentDetailSchema> {
  const { diagnosis, proposal } = incident;
  return {
    ...summaryView({ ...incident, alerts: incident.alerts.length }),
    alerts: incident.alerts,
    truncatedAlerts: incident.truncatedAlerts,
    evidence: incident.evidence,
    diagnosis: diagnosis === undefined ? null : diagnosisView(diagnosis),
    proposal: proposal === undefined ? null : proposalView(proposal),
    refusals: incident.refusals,
    decisions: incident.decisions,
    executions: incident.executions.map(executionView),
    verification: incident.verification ?? null,
    timeline: timeline.map(timelineView),
    cost: diagnosis === undefined ? null : costView(diagnosis.cost),
    hold: holdView(incident),
    note: incident.note ?? null,
  };
}

function holdView(incident: Incident): z.output<typeof holdSchema> | null {
  const held = heldDraft(incident);
  if (held === undefined) return null;
  const { heldSince: since, heldBy } = held;
  if (heldBy === undefined) return { since, reason: null, message: 'the stop switch is on', until: null };
  const { reason, message, until } = heldBy;
  return { since, reason, message, until };
}

function costView({ money, ...cost }: DiagnosisCost): z.output<typeof costSchema> {
  if (money === undefined) return cost;
  return { ...cost, dollars: dollarsOf(money.nanodollars), unpricedRequests: money.unpricedRequests };
}

function diagnosisView(diagnosis: Diagnosis): z.output<typeof diagnosisSchema> {
  return { ...diagnosis, causes: diagnosis.causes.map((cause, index) => ({ rank: index + 1, ...cause })) };
}

function proposalView(proposal: Proposal): z.output<typeof proposalSchema> {
  const { id, hash, purpose, by, steps, approvalsNeeded, createdAt, expiresAt } = proposal;
  const { changedSince, notes, leftOut } = proposal;
  return {
    id,
    hash,
    purpose,
    by,
    risk: highestRisk(steps),
    approvalsNeeded,
    actions: steps.map((step) => step.action),
    verdicts: steps.flatMap((step, index) => step.verdicts.map((verdict) => ({ step: index, ...verdict }))),
    diff: steps.map((step) => step.diff).join('\n'),
    kubectl: steps.map((step) => step.kubectl).join('\n'),
    createdAt,
    expiresAt,
    ...(proposal.soleApprover === true ? { soleApprover: true as const } : {}),
    ...(proposal.requestedBy === undefined ? {} : { requestedBy: proposal.requestedBy }),
    ...(changedSince === undefined ? {} : { changedSince }),
    ...(notes === undefined ? {} : { notes }),
    ...(leftOut === undefined ? {} : { leftOut }),
  };
}

function executionView(execution: Execution): z.output<typeof executionSchema> {
  const { request, inverse, restartsBefore: _, ...rest } = execution;
  return { ...rest, target: request.target, undoable: 'action' in inverse };
}

function timelineView({ seq, at, type, actor, payload }: LedgerView): z.output<typeof timelineEntrySchema> {
  return { seq, at, type, actor, payload: payload ?? null };
}

export function ledgerView(entry: LedgerView): z.output<typeof ledgerEntrySchema> {
  return { ...timelineView(entry), incident: entry.incident ?? null, hash: entry.hash };
}

export function ledgerStateView(state: LedgerState): z.output<typeof ledgerStateSchema> {
  const { seq, verifiedAt, keyId, signedHead, findings } = state;
  return {
    seq,
    verifiedAt: verifiedAt ?? null,
    keyId: keyId ?? null,
    signedHead: signedHead ?? null,
    findings,
  };
}
