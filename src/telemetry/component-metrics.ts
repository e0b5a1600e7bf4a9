import { Counter, Gauge, type Registry } from 'prom-client';
import type { Components } from './components.ts';

/** Metrics of what does not work as it should beside the response itself; read whenever metrics are. */
export function installComponentMetrics(
  registry: Registry,
  { degraded, logLinesDropped }: Pick<Components, 'degraded'> & { readonly logLinesDropped: () => number },
): void {
  registry.registerMetric(
    new Gauge({
      name: 'firebreak_component_degraded',
      help: '1 for each part that Firebreak depends on and that has failed more than once in a row.',
      labelNames: ['component'],
      registers: [],
      collect() {
        this.reset();
        for (const { component } of degraded()) this.set({ component }, 1);
      },
    }),
  );
  registry.registerMetric(
    new Counter({
      name: 'firebreak_log_lines_dropped_total',
      help: 'Log lines that stderr did not take: a full disk, a reader that is gone or slow.',
      registers: [],
      collect() {
        this.reset();
        this.inc(logLinesDropped());
      },
    }),
  );
}
