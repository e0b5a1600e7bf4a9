import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Firebreak's own metrics; docs/metrics.md lists them, and a test ties the two. */
export interface Metrics {
  readonly registry: Registry;
  readonly incidentsOpen: Gauge<'state'>;
  readonly alertsReceived: Counter<'result'>;
  readonly stageSeconds: Histogram<'state' | 'outcome'>;
  readonly incidentsClosed: Counter<'outcome'>;
  readonly verdicts: Counter<'layer' | 'outcome' | 'reason'>;
  readonly decisions: Counter<'decision' | 'channel'>;
  readonly signInsRefused: Counter<'via' | 'reason'>;
  readonly writes: Counter<'result'>;
  readonly modelRequests: Counter<'model' | 'result'>;
  readonly modelTokens: Counter<'model' | 'direction'>;
  readonly modelCost: Counter<'model'>;
  readonly modelBudgetRefusals: Counter<'budget'>;
  readonly heartbeatAge: Gauge<'heartbeat'>;
  readonly heartbeatMissing: Gauge<'heartbeat'>;
  readonly ledgerFindings: Gauge;
  readonly ledgerSignedEntry: Gauge;
}

/** Metrics on a registry of their own, so that two services in one process do not meet. */
export function createMetrics(
  version: string,
  open: () => Promise<Readonly<Record<string, number>>>,
): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const info = new Gauge({
    name: 'firebreak_build_info',
    help: 'Constant 1, labelled with the version.',
    labelNames: ['version'],
    registers,
  });
  info.set({ version }, 1);
  return {
    registry,
    incidentsOpen: new Gauge({
      name: 'firebreak_incidents_open',
      help: 'Open incidents by state.',
      labelNames: ['state'],
      registers,
      async collect() {
        this.reset();
        for (const [state, count] of Object.entries(await open())) this.set({ state }, count);
      },
    }),
    alertsReceived: new Counter({
      name: 'firebreak_alerts_received_total',
      help: 'Alerts in webhook payloads, by what became of them.',
      labelNames: ['result'],
      registers,
    }),
    stageSeconds: new Histogram({
      name: 'firebreak_stage_duration_seconds',
      help: 'How long a stage of the response took.',
      labelNames: ['state', 'outcome'],
      buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120],
      registers,
    }),
    incidentsClosed: new Counter({
      name: 'firebreak_incidents_closed_total',
      help: 'Closed incidents by outcome.',
      labelNames: ['outcome'],
      registers,
    }),
    verdicts: new Counter({
      name: 'firebreak_verdicts_total',
      help: 'Verdicts of the guardrail layers.',
      labelNames: ['layer', 'outcome', 'reason'],
      registers,
    }),
    decisions: new Counter({
      name: 'firebreak_decisions_total',
      help: 'Decisions by people and tokens.',
      labelNames: ['decision', 'channel'],
      registers,
    }),
    signInsRefused: new Counter({
      name: 'firebreak_sign_ins_refused_total',
      help: 'Sign-ins that were not let through, by way and reason code.',
      labelNames: ['via', 'reason'],
      registers,
    }),
    writes: new Counter({
      name: 'firebreak_writes_total',
      help: 'Writes to the cluster by result.',
      labelNames: ['result'],
      registers,
    }),
    modelRequests: new Counter({
      name: 'firebreak_model_requests_total',
      help: 'Requests to models by result: reply, or the error code.',
      labelNames: ['model', 'result'],
      registers,
    }),
    modelTokens: new Counter({
      name: 'firebreak_model_tokens_total',
      help: 'Tokens sent to and received from models.',
      labelNames: ['model', 'direction'],
      registers,
    }),
    modelCost: new Counter({
      name: 'firebreak_model_cost_dollars_total',
      help: 'Cost of requests to models in US dollars, as far as their prices are known.',
      labelNames: ['model'],
      registers,
    }),
    modelBudgetRefusals: new Counter({
      name: 'firebreak_model_budget_refusals_total',
      help: 'Requests to models that a budget did not let leave, by budget.',
      labelNames: ['budget'],
      registers,
    }),
    heartbeatAge: new Gauge({
      name: 'firebreak_heartbeat_age_seconds',
      help: 'How long ago an alert that should always fire was seen last.',
      labelNames: ['heartbeat'],
      registers,
    }),
    heartbeatMissing: new Gauge({
      name: 'firebreak_heartbeat_missing',
      help: '1 while an alert that should always fire stays away too long.',
      labelNames: ['heartbeat'],
      registers,
    }),
    ledgerFindings: new Gauge({
      name: 'firebreak_ledger_findings',
      help: 'What is wrong with the ledger by its own verification; 0 while it verifies.',
      registers,
    }),
    ledgerSignedEntry: new Gauge({
      name: 'firebreak_ledger_signed_entry',
      help: 'The newest entry of the ledger that a head of this run was signed about.',
      registers,
    }),
  };
}
