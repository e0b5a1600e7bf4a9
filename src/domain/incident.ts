import type { Action } from './action.ts';
import { type Alert, hasEnded, isInDoubt } from './alert.ts';
import type { Decider, Decision } from './decision.ts';
import type { Diagnosis } from './diagnosis.ts';
import type { EvidenceItem } from './evidence.ts';
import type { Execution } from './execution.ts';
import type { ObjectRef } from './objects.ts';
import type { Proposal } from './proposal.ts';
import type { ReasonCode } from './reasons.ts';
import type { RefusedAction } from './refused-action.ts';
import type { Verification } from './verification.ts';

export const incidentStates = [
  'settling',
  'investigating',
  'reviewing',
  'awaiting-approval',
  'executing',
  'following',
  'verifying',
  'closed',
] as const;
export type IncidentState = (typeof incidentStates)[number];

export const incidentOutcomes = [
  'fixed',
  'self-resolved',
  'no-action',
  'dry-run',
  'refused',
  'denied',
  'expired',
  'failed',
  'undone',
  'handed-over',
] as const;
export type IncidentOutcome = (typeof incidentOutcomes)[number];

export const severities = ['critical', 'warning', 'info', 'none'] as const;
export type Severity = (typeof severities)[number];

/** A proposal that the guardrails refused, kept so that the next diagnosis can do better. */
export interface Refusal {
  readonly proposal: string;
  readonly refused: readonly RefusedAction[];
}

/** Actions on their way to the guardrails. */
export interface Draft {
  readonly purpose: 'fix' | 'undo';
  /** Who drafted it: `triage`, a model, or the person who asked for an undo. */
  readonly by: string;
  /** The person or token that asked for it, who then does not approve it. */
  readonly requestedBy?: Decider;
  readonly actions: readonly Action[];
  /** What people have to know before they decide, such as drift, or why there is no pull request. */
  readonly notes?: readonly string[];
  /** The outcome if nothing of it runs; absent: the one that tells why (`refused`, `denied`, `expired`). */
  readonly otherwise?: IncidentOutcome;
  /** Why an approved proposal came back. */
  readonly changedSince?: string;
  /** RFC 3339: since when the review waits for a limit that passes by itself, such as a cool-down. */
  readonly waitingSince?: string;
  /** RFC 3339: since when the stop switch, or the limit below, keeps it from being proposed. */
  readonly heldSince?: string;
  readonly heldBy?: HoldingLimit;
}

/** A limit of the policies that speaks only against the time of a change, and ends by itself. */
export interface HoldingLimit {
  readonly reason: ReasonCode;
  readonly message: string;
  /** RFC 3339: the change is judged again then. */
  readonly until: string;
  /** Other policies may set another limit. */
  readonly policyVersion: string;
}

/** A group of alerts with one suspected cause, and its life. Times are RFC 3339 in UTC. */
export interface Incident {
  readonly id: string;
  /** What alerts are grouped by: the resolved root owner, or Alertmanager's group while nothing resolves. */
  readonly key: string;
  readonly cluster: string;
  readonly state: IncidentState;
  readonly outcome?: IncidentOutcome;
  readonly title: string;
  readonly severity: Severity;
  /** The object that the alerts are about, where they resolve to one. */
  readonly target?: ObjectRef;
  /** The namespaces that the alerts are about: evidence and actions stay within them. */
  readonly namespaces: readonly string[];
  readonly alerts: readonly Alert[];
  /** How many alerts Alertmanager left out of its notifications (`max_alerts`). */
  readonly truncatedAlerts: number;
  readonly openedAt: string;
  readonly updatedAt: string;
  /** Its cause keeps coming back: until then it settles, whether its alerts end or not. */
  readonly settlesUntil?: string;
  readonly evidence: readonly EvidenceItem[];
  readonly diagnosis?: Diagnosis;
  readonly draft?: Draft;
  readonly proposal?: Proposal;
  readonly refusals: readonly Refusal[];
  readonly decisions: readonly Decision[];
  readonly executions: readonly Execution[];
  readonly verification?: Verification;
  /** Why the incident ended as it did, for people. */
  readonly note?: string;
}

/** Whether a change would rest on an alert that Alertmanager does not bear out. What is taken back rests on none. */
export function isFixInDoubt({ alerts, draft }: Pick<Incident, 'alerts' | 'draft'>): boolean {
  return draft?.purpose !== 'undo' && alerts.some(isInDoubt);
}

/** What a review holds back, and since when; undefined where nothing is on hold. */
export function heldDraft({
  state,
  draft,
}: Pick<Incident, 'state' | 'draft'>): (Draft & { readonly heldSince: string }) | undefined {
  if (state !== 'reviewing' || draft?.heldSince === undefined) return undefined;
  return { ...draft, heldSince: draft.heldSince };
}

/** Whether every alert of the incident has ended: nothing that waits for it should go on. */
export function isResolved(incident: Pick<Incident, 'alerts'>): boolean {
  return incident.alerts.length > 0 && incident.alerts.every(hasEnded);
}

/** Whether people closed its pull request, and nobody has said why: a denial without a reason teaches nothing. */
export function asksWhyDeclined({ outcome, proposal, executions, decisions }: Incident): boolean {
  if (outcome !== 'denied' || proposal === undefined) return false;
  const isDeclined = executions.some(
    (execution) => execution.proposal === proposal.id && execution.pullRequest?.state === 'closed',
  );
  return isDeclined && !decisions.some(({ decision }) => decision === 'deny');
}
