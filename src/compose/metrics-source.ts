import { prometheusSource } from '../adapters/prometheus/prometheus-source.ts';
import type { Settings } from '../config.ts';
import type { MetricsSource } from '../ports/metrics-source.ts';

/** An investigation waits for it; a Prometheus beside the service answers in milliseconds. */
const timeoutMilliseconds = 5_000;

/** Who can be asked for metrics, if anybody. */
export function createMetricsSource({ prometheusUrl }: Settings): MetricsSource | undefined {
  return prometheusUrl === undefined
    ? undefined
    : prometheusSource({ url: prometheusUrl, timeoutMilliseconds });
}
