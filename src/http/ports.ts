import type { Exchange } from '../diagnosis/exchange.ts';
import type { Action } from '../domain/action.ts';
import type { ApprovalsPort, DecideResult } from '../approvals/approvals-port.ts';
import type { Caller } from '../domain/decision.ts';
import type { DegradedComponent } from '../domain/degraded-component.ts';
import type { Check } from '../doctor/check.ts';
import type { Heartbeat } from '../domain/heartbeat.ts';
import type { Incident, IncidentOutcome, IncidentState } from '../domain/incident.ts';
import type { FailureReport } from '../ledger/failure-patterns/report.ts';
import type { MistakeFilter } from '../ledger/failure-patterns/summarize.ts';
import type { PolicyRequest } from '../policy-changes/request-policy-change.ts';
import type { LedgerState } from '../ledger/ledger-state.ts';
import type { CheckResult } from '../domain/verdict.ts';
import type { ProposalStep } from '../domain/proposal.ts';
import type { ExplainedRule } from '../guardrails/allowlist/explain.ts';
import type { Policies } from '../guardrails/policies/policies.ts';

/** What the web side needs of the rest; compose.ts hands it in. */
export interface HttpPorts {
  readonly intake: IntakePort;
  readonly incidents: IncidentsPort;
  readonly approvals: ApprovalsPort;
  readonly ledger: LedgerPort;
  readonly patterns: PatternsPort;
  readonly heartbeats: HeartbeatsPort;
  readonly stopSwitch: StopSwitchPort;
  readonly policies: PoliciesPort;
  readonly health: HealthPort;
  readonly check: CheckPort;
  readonly settings: SettingsPort;
}

/** Takes webhook payloads in. Rejects (the promise) when it cannot store: the caller answers 503. */
export interface IntakePort {
  receive(payload: unknown): Promise<ReceiveResult>;
}

export type ReceiveResult =
  | {
      readonly stored: true;
      readonly accepted: number;
      /** Alerts of the batch that can never be stored; the rest was. */
      readonly rejected: readonly { readonly index: number; readonly reason: string }[];
    }
  | { readonly stored: false; readonly reason: string };

export interface IncidentQuery {
  readonly state?: IncidentState;
  readonly outcome?: IncidentOutcome;
  /** Free text over title, namespace and target. */
  readonly q?: string;
  /** The cursor that the page before gave as `next`. */
  readonly after?: string;
  readonly limit: number;
}

/** The row of a list. */
export interface IncidentSummary
  extends Pick<
    Incident,
    | 'id'
    | 'state'
    | 'outcome'
    | 'title'
    | 'cluster'
    | 'target'
    | 'severity'
    | 'openedAt'
    | 'updatedAt'
    | 'namespaces'
  > {
  readonly alerts: number;
  /** The stop switch, a freeze or a cap keeps its fix from being proposed. */
  readonly onHold?: true;
}

export interface IncidentsPort {
  list(
    query: IncidentQuery,
  ): Promise<{ readonly incidents: readonly IncidentSummary[]; readonly next?: string }>;
  get(id: string): Promise<Incident | undefined>;
  /** What models were asked about it and said, in order, as far as it is still kept. */
  exchanges(id: string): Promise<readonly Exchange[]>;
  /** How many incidents wait for a decision. */
  awaitingApproval(): Promise<number>;
  /** Calls back after each stored change of the incident; returns the way to stop. */
  subscribe(id: string, listener: () => void): () => void;
}

/** One entry of the ledger, with its payload where it has not been erased. */
export interface LedgerView {
  readonly seq: number;
  readonly at: string;
  readonly type: string;
  readonly incident?: string;
  readonly actor: string;
  readonly hash: string;
  readonly payload?: unknown;
}

export interface LedgerPort {
  state(): LedgerState;
  /** Oldest first, after a sequence number; or the newest before one, newest first. */
  entries(query: {
    readonly incident?: string;
    readonly after?: number;
    readonly before?: number;
    readonly limit: number;
  }): Promise<readonly LedgerView[]>;
}

/** What went wrong so far, by failure pattern. */
export interface PatternsPort {
  report(filter: MistakeFilter): Promise<FailureReport>;
  /** Proposes a deny rule or a pattern; the incident is its own. Absent where the policies have no repository. */
  readonly propose?: (request: PolicyRequest) => Promise<DecideResult>;
}

export interface HeartbeatsPort {
  /** Those that were seen or are expected. */
  list(): Promise<readonly Heartbeat[]>;
}

export interface StopSwitchPort {
  isOn(): Promise<boolean>;
  set(on: boolean, by: Caller): Promise<void>;
}

/** What the pages tell of the policies in force. */
export interface PoliciesPort {
  current(): Policies;
  /** `file:line#name` of each rule that lets actions run without people. */
  unattendedRules(): readonly string[];
  /** A rule lets somebody approve alone what takes two. */
  hasBreakGlass(): boolean;
}

export interface HealthPort {
  /** Reasons for which the service is not ready; empty when it is. */
  notReady(): Promise<readonly string[]>;
  /** What Firebreak depends on and has to do without; it stays ready, and what needs them waits. */
  degraded(): readonly DegradedComponent[];
}

/** Judges one action against the live cluster, without changing anything. */
export interface CheckPort {
  check(action: Action): Promise<CheckResult>;
  /** The same of whatever somebody typed, with what it would change and what each rule says of it. */
  explain(input: unknown): Promise<WhatIf>;
}

export interface SettingsPort {
  /** Every setting with its effective value and where it came from; secrets are masked. */
  list(): readonly {
    readonly name: string;
    readonly env: string;
    readonly value: string;
    readonly source: string;
  }[];
  /** What doctor finds, within a bounded time. Absent where there is nothing real to look at. */
  examine?(): Promise<readonly Check[]>;
}

/** What would become of an action; texts are redacted. */
export interface WhatIf {
  readonly result: CheckResult;
  /** Absent where the action could not be planned. */
  readonly step?: Pick<ProposalStep, 'diff' | 'kubectl' | 'risk'>;
  readonly rules: readonly ExplainedRule[];
}
