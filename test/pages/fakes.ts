import type { DegradedComponent } from '../../src/domain/degraded-component.ts';
import { type Decider, type Decision, onRecord } from '../../src/domain/decision.ts';
import { describeConfig, loadConfig } from '../../src/config.ts';
import type { Check } from '../../src/doctor/check.ts';
import type { Heartbeat } from '../../src/domain/heartbeat.ts';
import type { Incident } from '../../src/domain/incident.ts';
import type { FailureReport } from '../../src/ledger/failure-patterns/report.ts';
import { waitingFor } from '../../src/approvals/waiting-for.ts';
import { loadPolicies, packagedPolicies } from '../../src/guardrails/policies/load-policies.ts';
import type { Policies } from '../../src/guardrails/policies/policies.ts';
import { emptyReport } from './reports.ts';
import type { Exchange } from '../../src/diagnosis/exchange.ts';
import type { Session, SessionEnd, SessionStore } from '../../src/http/auth/session-store.ts';
import type { DecideResult } from '../../src/approvals/approvals-port.ts';
import type { HttpPorts, LedgerView, ReceiveResult, WhatIf } from '../../src/http/ports.ts';
import type { PolicyRequest } from '../../src/policy-changes/request-policy-change.ts';
import type { LedgerState } from '../../src/ledger/ledger-state.ts';

/** The ports over plain memory, as strict as the real ones: a decision has to name the proposal and its hash. */
export class FakePorts implements HttpPorts {
  readonly incidentsById = new Map<string, Incident>();
  readonly ledgerEntries: LedgerView[] = [];
  readonly received: unknown[] = [];
  readonly decided: Parameters<HttpPorts['approvals']['decide']>[0][] = [];
  readonly undone: Parameters<HttpPorts['approvals']['undo']>[0][] = [];
  readonly checked: unknown[] = [];
  readonly switched: { on: boolean; by: string }[] = [];
  readonly listeners = new Map<string, Set<() => void>>();
  receiveAnswer: () => Promise<ReceiveResult> = async () => ({ stored: true, accepted: 1, rejected: [] });
  decideAnswer: ((incident: Incident) => DecideResult) | undefined;
  notReadyReasons: readonly string[] = [];
  degraded: readonly DegradedComponent[] = [];
  exchanges: readonly Exchange[] = [];
  stopped = false;

  constructor(incidents: readonly Incident[] = [], entries: readonly LedgerView[] = []) {
    for (const incident of incidents) this.incidentsById.set(incident.id, incident);
    this.ledgerEntries.push(...entries);
  }

  change(incident: Incident): void {
    this.incidentsById.set(incident.id, incident);
    for (const listener of this.listeners.get(incident.id) ?? []) listener();
  }

  readonly intake: HttpPorts['intake'] = {
    receive: async (payload) => {
      this.received.push(payload);
      return this.receiveAnswer();
    },
  };

  readonly incidents: HttpPorts['incidents'] = {
    list: async ({ state, outcome, q, after, limit }) => {
      const matching = [...this.incidentsById.values()]
        .filter((incident) => state === undefined || incident.state === state)
        .filter((incident) => outcome === undefined || incident.outcome === outcome)
        .filter((incident) => q === undefined || incident.title.toLowerCase().includes(q.toLowerCase()));
      const start = after === undefined ? 0 : matching.findIndex(({ id }) => id === after) + 1;
      const page = matching.slice(start, start + limit);
      const last = page.at(-1);
      return {
        incidents: page.map((incident) => ({
          ...incident,
          alerts: incident.alerts.length,
          ...(incident.draft?.heldSince === undefined ? {} : { onHold: true as const }),
        })),
        ...(last !== undefined && start + limit < matching.length ? { next: last.id } : {}),
      };
    },
    get: async (id) => this.incidentsById.get(id),
    exchanges: async () => this.exchanges,
    awaitingApproval: async () =>
      [...this.incidentsById.values()].filter(({ state }) => state === 'awaiting-approval').length,
    subscribe: (id, listener) => {
      const listeners = this.listeners.get(id) ?? new Set();
      this.listeners.set(id, listeners.add(listener));
      return () => listeners.delete(listener);
    },
  };

  readonly approvals: HttpPorts['approvals'] = {
    decide: async (input) => {
      this.decided.push(input);
      const incident = this.incidentsById.get(input.incident);
      if (incident === undefined) return { ok: false, kind: 'not-found', reason: 'incident.not-found' };
      if (this.decideAnswer !== undefined) return this.decideAnswer(incident);
      const { proposal } = incident;
      if (proposal === undefined || incident.state !== 'awaiting-approval') {
        return { ok: false, kind: 'conflict', reason: 'decision.no-proposal' };
      }
      if (input.proposal !== proposal.id || input.hash !== proposal.hash) {
        return { ok: false, kind: 'conflict', reason: 'decision.stale' };
      }
      if (input.decision === 'deny' && input.reason === undefined) {
        return { ok: false, kind: 'invalid', reason: 'decision.reason-required' };
      }
      const { incident: _, breakGlass, by, ...rest } = input;
      const decision: Decision = {
        id: `dec_${this.decided.length}`,
        ...rest,
        by: onRecord(by),
        ...(breakGlass === true ? { breakGlass } : {}),
        at: incident.updatedAt,
      };
      const after: Incident = {
        ...incident,
        state: 'executing',
        decisions: [...incident.decisions, decision],
      };
      this.change(after);
      return { ok: true, incident: after };
    },
    undo: async (input) => {
      this.undone.push(input);
      const incident = this.incidentsById.get(input.incident);
      if (incident === undefined) return { ok: false, kind: 'not-found', reason: 'incident.not-found' };
      if (incident.executions.length === 0) {
        return { ok: false, kind: 'conflict', reason: 'undo.nothing-to-undo' };
      }
      const after: Incident = { ...incident, state: 'reviewing' };
      this.change(after);
      return { ok: true, incident: after };
    },
    waiting: async (by, limit) => {
      const waiting = [...this.incidentsById.values()].filter(({ state }) => state === 'awaiting-approval');
      const rules = { policies: this.policiesInForce, tellable: 2, stopped: false, now: this.now };
      return waitingFor(by, waiting, rules).slice(0, limit);
    },
  };

  ledgerState: LedgerState = { seq: 0, findings: [] };
  readonly ledger: HttpPorts['ledger'] = {
    state: () => this.ledgerState,
    entries: async ({ incident, after = 0, before, limit }) =>
      this.ledgerEntries
        .filter(({ seq }) => seq > after && seq < (before ?? Infinity))
        .filter((entry) => incident === undefined || entry.incident === incident)
        .toSorted((a, b) => (before === undefined ? a.seq - b.seq : b.seq - a.seq))
        .slice(0, limit),
  };

  report: FailureReport = emptyReport;
  readonly reported: Parameters<HttpPorts['patterns']['report']>[0][] = [];
  readonly proposed: PolicyRequest[] = [];

  readonly patterns: HttpPorts['patterns'] = {
    report: async (filter) => {
      this.reported.push(filter);
      return this.report;
    },
    propose: async (request) => {
      this.proposed.push(request);
      const [incident] = this.incidentsById.values();
      return incident === undefined
        ? { ok: false, kind: 'not-found', reason: 'policy-change.untold' }
        : { ok: true, incident };
    },
  };

  unattendedRules: readonly string[] = [];
  breakGlass = false;
  policiesInForce: Policies = loadPolicies(packagedPolicies);
  /** What the rules of approval take for now. */
  now = new Date('2026-03-04T02:15:00.000Z');
  readonly policies: HttpPorts['policies'] = {
    current: () => this.policiesInForce,
    unattendedRules: () => this.unattendedRules,
    hasBreakGlass: () => this.breakGlass,
  };
  heartbeatList: readonly Heartbeat[] = [];
  readonly heartbeats: HttpPorts['heartbeats'] = { list: async () => this.heartbeatList };

  readonly stopSwitch: HttpPorts['stopSwitch'] = {
    isOn: async () => this.stopped,
    set: async (on, by) => {
      this.stopped = on;
      this.switched.push({ on, by: `${by.kind} ${by.name}` });
    },
  };

  readonly health: HttpPorts['health'] = {
    notReady: async () => this.notReadyReasons,
    degraded: () => this.degraded,
  };

  readonly check: HttpPorts['check'] = {
    check: async (action) => {
      this.checked.push(action);
      return {
        action,
        outcome: 'refuse',
        verdicts: [
          {
            layer: 'allowlist',
            outcome: 'refuse',
            reason: 'allowlist.no-rule',
            message: 'No rule covers it.',
          },
        ],
      };
    },
    explain: async (input) => {
      this.checked.push(input);
      return this.whatIf;
    },
  };
  whatIf: WhatIf = noRule;

  settingsList: ReturnType<HttpPorts['settings']['list']> = describeConfig(
    loadConfig({ FIREBREAK_MODE: 'approve', FIREBREAK_API_TOKEN: 'a-token-that-nobody-may-read' }),
  );
  checks: readonly Check[] = [{ name: 'webhook', status: 'ok', message: 'needs a token' }];
  readonly settings: HttpPorts['settings'] = {
    list: () => this.settingsList,
    examine: async () => this.checks,
  };
}

const noRule: WhatIf = {
  result: {
    action: {
      apiVersion: 'firebreak.dev/v1',
      action: 'restart-workload',
      cluster: 'default',
      target: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'cardboard', name: 'web' },
      params: {},
    },
    outcome: 'refuse',
    verdicts: [
      { layer: 'allowlist', outcome: 'refuse', reason: 'allowlist.no-rule', message: 'No rule covers it.' },
    ],
  },
  rules: [],
};

export class MemorySessionStore implements SessionStore {
  readonly sessions = new Map<string, Session>();
  readonly ended: { readonly person: string; readonly by: string; readonly why: SessionEnd }[] = [];

  async create(session: Session): Promise<void> {
    this.sessions.set(session.idHash, session);
  }

  async find(idHash: string): Promise<Session | undefined> {
    return this.sessions.get(idHash);
  }

  async list(): Promise<readonly Session[]> {
    return [...this.sessions.values()];
  }

  async end(sessions: readonly Session[], by: Decider, why: SessionEnd): Promise<void> {
    for (const session of sessions) {
      this.sessions.delete(session.idHash);
      this.ended.push({ person: session.person, by: by.name, why });
    }
  }
}
