/** One series of a query: its labels, and its samples, oldest first. */
export interface MetricSeries {
  readonly labels: Readonly<Record<string, string>>;
  /** Time in seconds since 1970, and the value. */
  readonly samples: readonly (readonly [time: number, value: number])[];
}

/** Asks a Prometheus. Queries come from its own rules, never from a payload. Every method throws `MetricsError`. */
export interface MetricsSource {
  /** Expressions of the alerting rules of that name, as Prometheus itself holds them. */
  alertExpressions(alertName: string, signal: AbortSignal): Promise<readonly string[]>;
  instant(expression: string, at: Date, signal: AbortSignal): Promise<readonly MetricSeries[]>;
  range(
    expression: string,
    span: { readonly from: Date; readonly to: Date; readonly stepSeconds: number },
    signal: AbortSignal,
  ): Promise<readonly MetricSeries[]>;
}

/** Prometheus refused, did not answer in time, or answered something else. */
export class MetricsError extends Error {
  override readonly name = 'MetricsError';
}
