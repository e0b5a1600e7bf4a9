import { wait } from '../adapters/system.ts';
import { investigate } from '../diagnosis/investigate.ts';
import type { InvestigatePorts } from '../diagnosis/investigate.ts';
import { defaultModelLimits } from '../diagnosis/model-limits.ts';
import type { ModelPrices } from '../diagnosis/model-prices.ts';
import type { Prompts } from '../diagnosis/prompt.ts';
import { lessonsFor } from '../ledger/failure-patterns/lessons.ts';
import type { ResponsePorts } from '../response/stage.ts';
import { recordDiagnosis, recordExchange } from '../store/exchanges.ts';
import { createModelBudget } from '../store/model-budget.ts';
import { countExchange } from '../telemetry/count-exchange.ts';
import { watchModel } from '../telemetry/watch-components.ts';
import { budgetLimits } from './budget-limits.ts';
import type { ComposeOptions } from './compose-options.ts';
import type { Foundation } from './foundation.ts';
import { createLogArchive } from './log-archive.ts';
import { createMetricsSource } from './metrics-source.ts';

/** Files that people may have written: read before anything else starts. */
interface Texts {
  readonly prompts: Prompts;
  readonly runbooks: InvestigatePorts['runbooks'];
  readonly prices: ModelPrices;
}

/** Evidence, rules and models of the service, as one question about an incident. */
export function createInvestigation(
  { models, simulated }: Pick<ComposeOptions, 'models' | 'simulated'>,
  { settings, db, clock, ids, cluster, policies, metrics, components, failures, redact }: Foundation,
  { prompts, runbooks, prices }: Texts,
): ResponsePorts['investigate'] {
  // Beside the practice cluster neither Prometheus nor Loki knows anything of it.
  const metricsSource = simulated ? undefined : createMetricsSource(settings, components);
  const archive = simulated ? undefined : createLogArchive(settings, components);
  const budget = createModelBudget(db, {
    limits: budgetLimits(settings),
    prices,
    ids,
    onRefusal: (refusal) => metrics.modelBudgetRefusals.inc({ budget: refusal }),
  });
  const ports: InvestigatePorts = {
    cluster,
    ...(metricsSource === undefined ? {} : { metrics: metricsSource }),
    ...(archive === undefined ? {} : { archive }),
    clock,
    ids,
    models: models.map((model) => watchModel(model, components)),
    whenSure: settings.modelWhenSure,
    budget,
    limits: defaultModelLimits,
    prompts,
    runbooks,
    redact,
    async recordExchange(exchange) {
      countExchange(exchange, metrics);
      await recordExchange(db, exchange);
    },
    recordDiagnosis: (diagnosis) => recordDiagnosis(db, diagnosis),
    namespaceMap: () => policies.current().namespaceMap,
    lessons: async (situation) =>
      lessonsFor(situation, policies.current().failurePatterns, await failures.mistakes()),
    wait,
  };
  return (incident, signal) => investigate(incident, ports, signal);
}
