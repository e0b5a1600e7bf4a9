import { Counter, type Registry } from 'prom-client';
import type { FailureLog } from '../ledger/failure-patterns/failure-log.ts';

/**
 * Counts mistakes out of the ledger whenever metrics are read, so that the count survives restarts. Alerts and
 * namespaces are as many as others make them: they are counted on the page, not in labels.
 */
export function installMistakeMetrics(registry: Registry, log: FailureLog): void {
  const counter = new Counter({
    name: 'firebreak_mistakes_total',
    help: 'Mistakes on record by failure pattern, where they showed, the layer that refused, and the model.',
    labelNames: ['pattern', 'source', 'layer', 'model'],
    registers: [registry],
    async collect() {
      const counts = await log.counts();
      counter.reset();
      for (const { key, count } of counts) counter.inc({ ...key }, count);
    },
  });
}
