import { prometheusSource } from '../adapters/prometheus/prometheus-source.ts';
import type { Settings } from '../config.ts';
import type { MetricsSource } from '../ports/metrics-source.ts';
import type { Components } from '../telemetry/components.ts';
import { watchMetricsSource } from '../telemetry/watch-components.ts';

/** An investigation waits for it; a Prometheus beside the service answers in milliseconds. */
const timeoutMilliseconds = 5_000;

/** Who can be asked for metrics, if anybody. */
export function createMetricsSource(
  { prometheusUrl }: Settings,
  components: Components,
): MetricsSource | undefined {
  return prometheusUrl === undefined
    ? undefined
    : watchMetricsSource(prometheusSource({ url: prometheusUrl, timeoutMilliseconds }), components);
}
