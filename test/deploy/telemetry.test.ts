import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { repositoryText, tableRows } from '../support/repository.ts';

const known = new Set(tableRows(repositoryText('docs/metrics.md')).map(([name]) => name));

/** The metrics that PromQL names, without the endings that Prometheus gives a histogram's series. */
const metricsIn = (text: string) =>
  [...text.matchAll(/\bfirebreak_[a-z_]+/gu)]
    .map(([name]) => name)
    .filter((name) => name !== 'firebreak_alert')
    .map((name) => name.replace(/(_seconds)_(?:bucket|count|sum)$/u, '$1'));

interface Alert {
  readonly alert: string;
  readonly expr: string;
}

describe('what the chart shows and alerts about', () => {
  const dashboard = repositoryText('deploy/chart/files/dashboard.json');
  const { alerts } = parse(repositoryText('deploy/chart/files/alerts.yaml')) as {
    readonly alerts: readonly Alert[];
  };

  it('are metrics that there are', () => {
    const used = [...metricsIn(dashboard), ...alerts.flatMap(({ expr }) => metricsIn(expr))];
    expect(used.length).toBeGreaterThan(15);
    expect(used.filter((name) => !known.has(name))).toEqual([]);
  });

  it('gives each alert a name of ours, and looks at this release alone', () => {
    for (const { alert, expr } of alerts) {
      expect(alert).toMatch(/^Firebreak[A-Z]/u);
      expect(expr.match(/\{/gu)?.length).toBe(expr.match(/\{\$OWN/gu)?.length);
    }
  });
});
