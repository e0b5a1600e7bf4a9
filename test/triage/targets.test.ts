import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { describe, expect, it } from 'vitest';
import { recordedCluster } from '../../src/adapters/dump/recorded-cluster.ts';
import { isHeartbeat } from '../../src/domain/heartbeat.ts';
import type { KubernetesObject } from '../../src/domain/objects.ts';
import { refText } from '../../src/domain/objects.ts';
import { isResolvedTarget, resolveTarget } from '../../src/evidence/resolve-target.ts';

const labelsSchema = z.record(z.string(), z.string());
const tableSchema = z.strictObject({
  scrapes: z.record(
    z.string(),
    z.strictObject({ labels: labelsSchema, collisions: z.array(z.enum(['keep', 'drop', 'export'])) }),
  ),
  alerts: z.array(
    z.strictObject({
      alert: z.string(),
      from: z.string().optional(),
      labels: labelsSchema,
      target: z.string(),
    }),
  ),
});
type Labels = z.infer<typeof labelsSchema>;
type Collisions = z.infer<typeof tableSchema>['scrapes'][string]['collisions'][number];

/** What the namespaces of the table are called; a hyphen must not matter either. */
const namings = [
  { app: 'cardboard', monitoring: 'monitoring', storage: 'longhorn-system', certs: 'cert-manager' },
  { app: 'toy-shop-2', monitoring: 'kube-state', storage: 'disks', certs: 'tls-things' },
];

function fixture(name: string, naming: Labels): unknown {
  const text = readFileSync(new URL(`../fixtures/targets/${name}`, import.meta.url), 'utf8');
  const named = Object.entries(naming).reduce((all, [key, value]) => all.replaceAll(`$${key}`, value), text);
  return parse(named);
}

/**
 * A metric's labels together with its scrape's, as Prometheus puts them together: `honor_labels` keeps the metric's
 * own, otherwise they become `exported_*`; kube-prometheus also drops some of kube-state-metrics' scrape labels.
 */
function scraped(own: Labels, scrape: Labels, collisions: Collisions): Labels {
  switch (collisions) {
    case 'keep':
      return { ...scrape, ...own };
    case 'drop': {
      const dropped = new Set(['pod', 'service', 'endpoint', 'namespace']);
      return {
        ...Object.fromEntries(Object.entries(scrape).filter(([key]) => !dropped.has(key))),
        ...own,
      };
    }
    case 'export': {
      const exported = Object.entries(own).map(([key, value]) => [
        key in scrape ? `exported_${key}` : key,
        value,
      ]);
      return { ...scrape, ...Object.fromEntries(exported) };
    }
  }
}

describe.each(namings)('in namespaces $app, $monitoring, $storage and $certs', (naming) => {
  const cluster = recordedCluster(fixture('cluster.yaml', naming) as readonly KubernetesObject[]);
  const { scrapes, alerts } = tableSchema.parse(fixture('alerts.yaml', naming));
  const cases = alerts.flatMap(({ alert, from, labels, target }) => {
    if (from === undefined) return [{ alert, how: 'aggregated', labels, target }];
    const scrape = scrapes[from];
    if (scrape === undefined) throw new Error(`${alert} comes from ${from}, which is no scrape`);
    return scrape.collisions.map((collisions) => ({
      alert,
      how: `${from}, ${collisions}`,
      labels: scraped(labels, scrape.labels, collisions),
      target,
    }));
  });

  it.each(cases)('$alert ($how) is about $target', async ({ alert, labels, target }) => {
    const named = { labels: { alertname: alert, severity: 'warning', ...labels } };
    if (target === 'heartbeat') return expect(isHeartbeat(named)).toBe(true);
    expect(isHeartbeat(named)).toBe(false);
    const resolution = await resolveTarget(named, cluster);
    if (!isResolvedTarget(resolution)) return expect(resolution.unresolved).toBe(target);
    const { subject, root } = resolution;
    const [wanted, wantedRoot = wanted] = target.split(' < ');
    expect([refText(subject), refText(root)]).toEqual([wanted, wantedRoot]);
  });

  it('covers at least 125 alerts by name', () => {
    expect(new Set(alerts.map(({ alert }) => alert)).size).toBeGreaterThanOrEqual(125);
  });
});
