import { describe, expect, it } from 'vitest';
import { installRequestMetrics } from '../../src/http/health/request-metrics.ts';
import { installChatMetrics } from '../../src/telemetry/chat-metrics.ts';
import { installComponentMetrics } from '../../src/telemetry/component-metrics.ts';
import { installMistakeMetrics } from '../../src/telemetry/mistake-metrics.ts';
import { createMetrics } from '../../src/telemetry/metrics.ts';
import { fastify } from 'fastify';

const head = `# Metrics

\`GET /metrics\`, in Prometheus' text format. Beside these there are prom-client's default metrics of the process
(\`process_*\`, \`nodejs_*\`). This page is made from the code (\`npm test -- test/docs -u\`).

| metric | type | labels | meaning |
|---|---|---|---|
`;

interface Described {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
}

describe('docs/metrics.md', () => {
  it("lists every metric of Firebreak's own", async () => {
    const { registry } = createMetrics('0.0.0', async () => ({}));
    installRequestMetrics(fastify(), registry);
    installChatMetrics(registry, { behind: async () => 0 });
    installComponentMetrics(registry, { degraded: () => [], logLinesDropped: () => 0 });
    installMistakeMetrics(registry, { mistakes: async () => [], counts: async () => [] });
    const own = registry
      .getMetricsAsArray()
      .filter((metric) => metric.name.startsWith('firebreak_'))
      .toSorted((a, b) => a.name.localeCompare(b.name));
    const rows = own.map((metric) => {
      // prom-client's types leave out what each metric knows of itself.
      const { name, help, labelNames: labels } = metric as unknown as Described;
      const type = metric.constructor.name.toLowerCase();
      return `| \`${name}\` | ${type} | ${labels.map((label) => `\`${label}\``).join(', ')} | ${help} |\n`;
    });
    expect(rows.length).toBeGreaterThan(5);
    await expect(head + rows.join('')).toMatchFileSnapshot('../../docs/metrics.md');
  });
});
