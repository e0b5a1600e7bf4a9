import type { JudgeSetting } from '../guardrails/judge-action.ts';
import type { Policies } from '../guardrails/policies/policies.ts';
import type { Findings } from '../domain/diagnosis.ts';
import type { Incident, IncidentOutcome, IncidentState } from '../domain/incident.ts';
import type { LedgerEvent } from '../ledger/entry.ts';
import type { AlertSource } from '../ports/alert-source.ts';
import type { Clock, Ids } from '../ports/clock.ts';
import type { Redact } from '../ports/redact.ts';
import type { DraftLastingFix } from '../pull-requests/draft-lasting-fix.ts';
import type { RepositoryReader, RepositoryWriter } from '../ports/repository-host.ts';
import type { ClusterReader, ClusterWriter } from '../ports/cluster.ts';
import type { Step } from '../store/claims.ts';

/** Whether what the alerts of an incident tell of is still so in the cluster. */
export type Condition = 'holds' | 'gone' | 'unknown';

/** What stages need for pull requests. Only `writer` changes a repository, and only what people have approved. */
export interface PullRequestPorts {
  readonly reader: RepositoryReader;
  readonly writer: RepositoryWriter;
  /** Adds to a diagnosis' actions the pull request that makes them last; never throws. */
  readonly lastingFix?: DraftLastingFix;
  /** How often an open pull request is looked at; a webhook may tell sooner. */
  readonly pollMilliseconds: number;
  /** How long an open one is followed before it is left to people. */
  readonly followMilliseconds: number;
  /** How long it may take from the merge until the cluster holds it. */
  readonly applyMilliseconds: number;
}

/** What stages may use of the world. Only `writer` changes a cluster, and only the executing stage calls it. */
export interface ResponsePorts {
  readonly cluster: ClusterReader;
  readonly writer: ClusterWriter;
  readonly clock: Clock;
  readonly ids: Ids;
  /** `dry-run`: everything up to the decision, then nothing is written. */
  readonly mode: 'dry-run' | 'approve';
  readonly policies: () => Policies;
  /** Takes secrets out of what is stored and shown: API servers and webhooks quote objects. */
  readonly redact: Redact;
  /** How actions of this incident are judged now. */
  readonly judgeSetting: (incident: Incident) => Promise<JudgeSetting>;
  readonly investigate: (incident: Incident, signal: AbortSignal) => Promise<Findings>;
  /** Absent where none is configured: then the webhook is believed. */
  readonly alertSource?: AlertSource;
  readonly condition: (incident: Incident) => Promise<Condition>;
  /** Absent where no repository host, or no repository, is configured. */
  readonly pullRequests?: PullRequestPorts;
  /** How often a running verification looks again. */
  readonly verificationPollMilliseconds: number;
}

/** One state's work: from an incident and the world to the next value of the incident. */
export interface Stage {
  readonly state: Exclude<IncidentState, 'closed'>;
  run(incident: Incident, ports: ResponsePorts, signal: AbortSignal): Promise<Step>;
}

/** The next value of an incident. */
export function withChanges(incident: Incident, changes: Partial<Incident>): Incident {
  return Object.freeze({ ...incident, ...changes });
}

/** A step into another state, looked at at once. */
export function advance(
  incident: Incident,
  changes: Partial<Incident> & { readonly state: IncidentState },
  events: readonly LedgerEvent[],
  now: Date,
): Step {
  return { incident: withChanges(incident, changes), dueAt: now, events };
}

/** The end of an incident's life, with the reason in words. */
export function close(
  incident: Incident,
  outcome: IncidentOutcome,
  note: string,
  events: readonly LedgerEvent[] = [],
): Step {
  const closed = event(incident, 'incident.closed', { outcome, note });
  return {
    incident: withChanges(incident, { state: 'closed', outcome, note }),
    dueAt: null,
    events: [...events, closed],
  };
}

/**
 * The end of what was left to do (an undo, the rest of a change) and does not run: it leaves the incident with the
 * outcome that it had, and says what was done before. Without such a draft, an end like any other.
 */
export function closeUnfinished(
  incident: Incident,
  outcome: IncidentOutcome,
  why: string,
  events: readonly LedgerEvent[] = [],
): Step {
  const otherwise = incident.draft?.otherwise;
  if (otherwise === undefined) return close(incident, outcome, why, events);
  const applied = incident.executions.filter((execution) => execution.status === 'applied').length;
  const stands = `${applied} ${applied === 1 ? 'change was' : 'changes were'} made before, and nothing more: ${why}`;
  const note = incident.note === undefined ? stands : `${incident.note}; ${stands}`;
  return close(incident, otherwise, note, events);
}

/** A ledger event of Firebreak's own doing. */
export function event(incident: Pick<Incident, 'id'>, type: string, payload: unknown): LedgerEvent {
  return { type, incident: incident.id, actor: 'firebreak', payload };
}
