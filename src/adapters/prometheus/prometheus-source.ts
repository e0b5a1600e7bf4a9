import { z } from 'zod';
import { messageOf } from '../../domain/message-of.ts';
import { MetricsError, type MetricSeries, type MetricsSource } from '../../ports/metrics-source.ts';
import { getJson } from '../http-json.ts';

export interface PrometheusOptions {
  /** With its path prefix where it has one; a user and password in it become basic authentication. */
  readonly url: string;
  /** For one request, the answer included. Prometheus is asked to give up a little earlier. */
  readonly timeoutMilliseconds: number;
}

/** More series than these say nothing that a person or a model would read. */
const mostSeries = 500;
const evaluationSeconds = 4;

const rulesSchema = z.object({
  data: z.object({
    groups: z.array(
      z.object({
        rules: z.array(z.object({ type: z.string(), name: z.string(), query: z.string() })),
      }),
    ),
  }),
});
const sample = z.tuple([z.number(), z.string()]);
const labels = z.record(z.string(), z.string());
const vectorSchema = z.object({
  data: z.discriminatedUnion('resultType', [
    z.object({
      resultType: z.literal('vector'),
      result: z.array(z.object({ metric: labels, value: sample.optional() })),
    }),
    z.object({ resultType: z.literal('scalar'), result: sample }),
    z.object({ resultType: z.literal('string'), result: sample }),
  ]),
});
const matrixSchema = z.object({
  data: z.object({
    resultType: z.literal('matrix'),
    result: z.array(z.object({ metric: labels, values: z.array(sample).optional() })),
  }),
});

/** Prometheus' HTTP API v1. https://prometheus.io/docs/prometheus/latest/querying/api/ */
export function prometheusSource({ url, timeoutMilliseconds }: PrometheusOptions): MetricsSource {
  async function ask<S extends z.ZodType>(
    path: string,
    query: Readonly<Record<string, string>>,
    schema: S,
    signal: AbortSignal,
  ): Promise<z.output<S>> {
    const address = new URL(url);
    address.pathname = `${address.pathname.replace(/\/+$/u, '')}/api/v1/${path}`;
    for (const [name, value] of Object.entries(query)) address.searchParams.set(name, value);
    try {
      return await getJson(address, schema, { timeoutMilliseconds, signal });
    } catch (cause) {
      throw new MetricsError(messageOf(cause), { cause });
    }
  }

  return {
    async alertExpressions(alertName, signal) {
      // Versions before 2.44 ignore the filter by name and give every rule.
      const query = { type: 'alert', 'rule_name[]': alertName };
      const { data } = await ask('rules', query, rulesSchema, signal);
      const own = data.groups
        .flatMap(({ rules }) => rules)
        .filter(({ type, name }) => type === 'alerting' && name === alertName);
      return [...new Set(own.map((rule) => rule.query))];
    },

    async instant(expression, at, signal) {
      const query = { query: expression, time: seconds(at), ...limits };
      const { data } = await ask('query', query, vectorSchema, signal);
      if (data.resultType !== 'vector') return [{ labels: {}, samples: [number(data.result)] }];
      return data.result.slice(0, mostSeries).map(
        ({ metric, value }): MetricSeries => ({
          labels: metric,
          samples: value === undefined ? [] : [number(value)],
        }),
      );
    },

    async range(expression, { from, to, stepSeconds }, signal) {
      const query = {
        query: expression,
        start: seconds(from),
        end: seconds(to),
        step: `${stepSeconds}`,
        ...limits,
      };
      const { data } = await ask('query_range', query, matrixSchema, signal);
      return data.result
        .slice(0, mostSeries)
        .map(({ metric, values = [] }) => ({ labels: metric, samples: values.map(number) }));
    },
  };
}

const limits = { timeout: `${evaluationSeconds}s`, limit: `${mostSeries}` };

function seconds(time: Date): string {
  return (time.getTime() / 1000).toFixed(3);
}

/** Prometheus writes values as text, for JSON has no NaN and no infinity. */
function number([time, value]: readonly [number, string]): readonly [number, number] {
  const infinite = value === '+Inf' ? Infinity : value === '-Inf' ? -Infinity : undefined;
  return [time, infinite ?? Number(value)];
}
