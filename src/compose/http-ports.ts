import type { Kysely } from 'kysely';
import { decide } from '../approvals/decide.ts';
import { undo } from '../approvals/undo.ts';
import { waitingFor } from '../approvals/waiting-for.ts';
import type { ResponsePorts } from '../response/stage.ts';
import type { JudgeSetting } from '../guardrails/judge-action.ts';
import { ruleText } from '../guardrails/policies/policies.ts';
import type { HttpPorts, SettingsPort } from '../http/ports.ts';
import type { LedgerState } from '../ledger/ledger-state.ts';
import { createReceiver, type ReceivePorts } from '../intake/receive.ts';
import type { DraftPorts } from '../policy-changes/draft-policy-change.ts';
import { requestPolicyChange } from '../policy-changes/request-policy-change.ts';
import { createAwaitingApproval } from '../store/awaiting-approval.ts';
import { readExchanges } from '../store/exchanges.ts';
import { readHeartbeats } from '../store/heartbeats.ts';
import { readIncident } from '../store/incidents.ts';
import { pendingMigrations } from '../store/migrations.ts';
import { countAwaitingApproval, listIncidents, readLedger } from '../store/queries.ts';
import type { Schema } from '../store/schema.ts';
import type { FailureLog } from '../ledger/failure-patterns/failure-log.ts';
import { failureReport } from '../ledger/failure-patterns/report.ts';
import { isStopped, setStopped } from '../store/stop-switch.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { Changes } from './changes.ts';
import { createCheck } from './check.ts';

export interface HttpPortsInput {
  readonly db: Kysely<Schema>;
  readonly receive: Omit<ReceivePorts, 'db'>;
  readonly response: Pick<ResponsePorts, 'clock' | 'ids' | 'policies'>;
  readonly changes: Changes;
  readonly failures: FailureLog;
  readonly metrics: Metrics;
  readonly judgeSetting: () => Promise<JudgeSetting>;
  /** How many people sign-in can tell apart. */
  readonly tellable: () => number;
  readonly ledgerState: () => LedgerState;
  readonly degraded: HttpPorts['health']['degraded'];
  readonly draining: () => boolean;
  /** Something is due now. */
  readonly wake: () => void;
  readonly settings: SettingsPort;
  /** Absent where no repository of the policies is configured. */
  readonly policyChanges?: DraftPorts;
}

/** The web side's ports over the store. */
export function createHttpPorts(input: HttpPortsInput): HttpPorts {
  const { db, response, changes, metrics, wake } = input;
  const { clock } = response;
  const decidePorts = { db, ...response, tellable: input.tellable };
  const awaitingApproval = createAwaitingApproval(db);
  const receive = createReceiver({ db, ...input.receive });
  const stirred = (incident: string) => {
    changes.publish(incident);
    wake();
  };
  return {
    intake: {
      async receive(payload) {
        const result = await receive(payload);
        if (!result.stored) {
          metrics.alertsReceived.inc({ result: 'refused' });
          return result;
        }
        metrics.alertsReceived.inc({ result: 'accepted' }, result.accepted);
        metrics.alertsReceived.inc({ result: 'rejected' }, result.rejected.length);
        for (const incident of result.woken) changes.publish(incident);
        // A repeat, a heartbeat or another cluster's alert is nobody's work.
        if (result.opened || result.woken.length > 0) wake();
        return result;
      },
    },
    incidents: {
      list: (query) => listIncidents(db, query),
      get: (id) => readIncident(db, id),
      exchanges: async (id) =>
        (await readExchanges(db, id)).flatMap((each) => (each.kind === 'ModelExchange' ? [each] : [])),
      awaitingApproval: () => countAwaitingApproval(db),
      subscribe: (id, listener) => changes.subscribe(id, listener),
    },
    approvals: {
      async decide(given) {
        // People paste what they see: what goes on record holds no secret that is known as one.
        const { reason, ...rest } = given;
        const told = reason === undefined ? {} : { reason: await input.receive.redact(reason) };
        const result = await decide({ ...rest, ...told }, decidePorts);
        if (result.ok) {
          metrics.decisions.inc({ decision: given.decision, channel: given.channel });
          stirred(given.incident);
        }
        return result;
      },
      async undo(given) {
        const result = await undo(given, decidePorts);
        if (result.ok) stirred(given.incident);
        return result;
      },
      async waiting(by, limit) {
        // What waits for somebody still does while the stop switch is on; a banner tells of that.
        const now = clock.now();
        const rules = { policies: response.policies(), tellable: input.tellable(), stopped: false, now };
        return waitingFor(by, await awaitingApproval(limit), rules);
      },
    },
    ledger: { state: input.ledgerState, entries: (query) => readLedger(db, query) },
    patterns: {
      report: (filter) => failureReport({ db, log: input.failures, policies: response.policies() }, filter),
      ...(input.policyChanges === undefined
        ? {}
        : { propose: proposing(input.policyChanges, input, stirred) }),
    },
    heartbeats: { list: () => readHeartbeats(db) },
    stopSwitch: {
      isOn: () => isStopped(db),
      async set(on, by) {
        for (const incident of await setStopped(db, on, by, clock.now())) stirred(incident);
      },
    },
    policies: {
      current: response.policies,
      hasBreakGlass: () => response.policies().approvers.some(({ breakGlass }) => breakGlass === true),
      unattendedRules: () =>
        response
          .policies()
          .rules.filter(({ approval }) => approval === 'not-needed')
          .map(ruleText),
    },
    health: {
      degraded: input.degraded,
      async notReady() {
        if (input.draining()) return ['draining: the service is stopping'];
        try {
          const pending = await pendingMigrations(db);
          return pending.map((name) => `migrations: ${name} has not run`);
        } catch {
          return ['store: cannot be read'];
        }
      },
    },
    settings: input.settings,
    check: createCheck({ judgeSetting: input.judgeSetting, redact: input.receive.redact, clock }),
  };
}

/** Proposes what a person makes of a mistake, where the policies have a repository. */
function proposing(
  drafting: DraftPorts,
  { db, response }: Pick<HttpPortsInput, 'db' | 'response'>,
  stirred: (incident: string) => void,
): NonNullable<HttpPorts['patterns']['propose']> {
  return async (request) => {
    const result = await requestPolicyChange(request, { ...drafting, ...response, db });
    if (result.ok) stirred(result.incident.id);
    return result;
  };
}
