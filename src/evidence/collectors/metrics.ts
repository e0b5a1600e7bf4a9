import type { Alert } from '../../domain/alert.ts';
import { alertName } from '../../domain/alert.ts';
import type { MetricSeries, MetricsSource } from '../../ports/metrics-source.ts';
import { MetricsError } from '../../ports/metrics-source.ts';
import type { Collector, CollectorContext, Observation } from '../collector.ts';
import { pairs } from '../describe/description.ts';
import { known } from '../kinds.ts';

const mostNames = 2;
const mostExpressions = 2;
const mostSeries = 5;
const hour = 3_600_000;
const stepSeconds = 60;
/** A payload must not shape a query: only names that mean nothing in one are asked about. */
const plainName = /^[A-Za-z][\w-]{0,199}$/u;

/**
 * What the alert's own expression gives now and gave over the last hour. The expression comes from Prometheus's rules,
 * found by the alert's name; of its series, those are shown that contradict no label of the alert.
 */
export const metricsCollector: Collector = {
  name: 'metrics',
  kind: 'metric',
  collect: async (context) => {
    const { metrics } = context;
    if (metrics === undefined) return [];
    const firing = context.alerts.filter(({ status }) => status === 'firing');
    const byName = new Map(firing.map((alert) => [alertName(alert), alert]));
    const asked = [...byName.values()]
      .filter((alert) => plainName.test(alertName(alert)))
      .slice(0, mostNames);
    return (await Promise.all(asked.map((alert) => metricsOf(alert, metrics, context)))).flat();
  },
};

async function metricsOf(
  alert: Alert,
  metrics: MetricsSource,
  context: CollectorContext,
): Promise<readonly Observation[]> {
  const name = alertName(alert);
  const source = `Prometheus, the rule ${name}`;
  try {
    const expressions = (await metrics.alertExpressions(name, context.signal)).slice(0, mostExpressions);
    const looks = expressions.map((expression) => evaluated(alert, expression, metrics, context));
    return (await Promise.all(looks)).map((seen) => item(context, source, 'seen', seen.summary, seen.detail));
  } catch (error) {
    if (!(error instanceof MetricsError)) throw error;
    return [item(context, source, 'could-not-look', `could not look (metrics): ${source}`)];
  }
}

async function evaluated(
  alert: Alert,
  expression: string,
  metrics: MetricsSource,
  { now, signal }: CollectorContext,
): Promise<{ readonly summary: string; readonly detail: string }> {
  const from = new Date(now.getTime() - hour);
  const [instant, range] = await Promise.all([
    metrics.instant(expression, now, signal),
    metrics.range(expression, { from, to: now, stepSeconds }, signal),
  ]);
  const current = instant.filter((series) => isOf(series, alert));
  const past = range.filter((series) => isOf(series, alert));
  const name = alertName(alert);
  const summary =
    current.length === 0
      ? `the expression of ${name} gives nothing for it now: its condition does not hold at this moment`
      : `the expression of ${name} holds now for ${current.length} series`;
  const lines = [
    ...current
      .slice(0, mostSeries)
      .map(({ labels, samples }) => `now ${samples.at(-1)?.[1] ?? 'no value'}: ${pairs(labels)}`),
    ...past
      .slice(0, mostSeries)
      .map(({ labels, samples }) => `last hour ${spread(samples)}: ${pairs(labels)}`),
    ...(current.length > mostSeries ? [`… ${current.length - mostSeries} more series left out`] : []),
  ];
  return { summary, detail: [`expression: ${expression}`, ...lines].join('\n') };
}

/** Labels that relabelling may have changed on the way are not in both; those that are must agree. */
function isOf({ labels }: MetricSeries, alert: Alert): boolean {
  return Object.entries(labels).every(
    ([key, value]) => alert.labels[key] === undefined || key === 'alertname' || alert.labels[key] === value,
  );
}

function spread(samples: MetricSeries['samples']): string {
  const values = samples.map(([, value]) => value).filter((value) => Number.isFinite(value));
  const [first] = values;
  if (first === undefined) return 'no value';
  return `${samples.length} samples, from ${first} to ${values.at(-1) ?? first}, least ${Math.min(...values)}, most ${Math.max(...values)}`;
}

function item(
  { target, namespaces }: CollectorContext,
  source: string,
  status: Observation['status'],
  summary: string,
  detail?: string,
): Observation {
  return {
    kind: 'metric',
    ref: target ?? known('Namespace', namespaces[0] ?? 'unknown'),
    source,
    trust: 'untrusted',
    status,
    summary,
    ...(detail === undefined ? {} : { detail }),
  };
}
