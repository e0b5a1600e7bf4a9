import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readDump } from '../../adapters/dump/read-dump.ts';
import { collectEvidence } from '../../evidence/collect-evidence.ts';
import { resolveAlerts } from '../../evidence/resolve-target.ts';
import { parsePayload } from '../../intake/payload.ts';
import { factsOf } from '../triage/facts.ts';
import { computeCandidates } from './compute-candidates.ts';

async function candidatesFor(name: string) {
  const folder = fileURLToPath(new URL(`../../../test/fixtures/dumps/${name}`, import.meta.url));
  const { cluster } = readDump(folder);
  const payload = parsePayload(JSON.parse(readFileSync(`${folder}/payload.json`, 'utf8')));
  if ('invalid' in payload) throw new Error(payload.invalid);
  const { alerts } = payload;
  const namespaces = [...new Set(alerts.flatMap(({ labels }) => labels['namespace'] ?? []))];
  const resolution = await resolveAlerts(alerts, cluster);
  const clock = { now: () => new Date('2026-03-04T02:30:00Z') };
  const { signal } = new AbortController();
  const collected = await collectEvidence({ alerts, namespaces, resolution, cluster, clock, signal });
  const candidates = computeCandidates(
    factsOf({ alerts, resolution, namespaces, cluster: 'default', collected }),
  );
  return { candidates, ids: new Set(collected.items.map(({ id }) => id)) };
}

describe('computeCandidates', () => {
  it('offers steps of memory for a container that was killed at its limit, and a restart', async () => {
    const { candidates } = await candidatesFor('oom-scraper');
    expect(candidates.map(({ action, target, values }) => [action, target.name, values])).toEqual([
      ['set-resources', 'price-scraper', { '/container': ['scraper'], '/limits/memory': ['384Mi', '512Mi'] }],
      ['restart-workload', 'price-scraper', {}],
    ]);
  });

  it('offers labels that stand on pod templates or the Service, and null for what the selector has', async () => {
    const { candidates } = await candidatesFor('selector-trap');
    const service = candidates.find(({ action }) => action === 'patch-service-selector');
    expect(service?.values).toEqual({
      '/selector/app.kubernetes.io~1component': ['database', 'web'],
      '/selector/app.kubernetes.io~1name': ['cardboard', null],
    });
  });

  it('offers to delete failed Jobs alone', async () => {
    const { candidates } = await candidatesFor('stale-backup-job');
    const jobs = candidates.filter(({ action }) => action === 'delete-job');
    expect(jobs.map(({ target }) => target.name)).toEqual(['postgres-backup-29520495']);
  });

  it('offers Pod Security levels only where the incident is about namespaces', async () => {
    const about = async (name: string) =>
      (await candidatesFor(name)).candidates
        .filter(({ action }) => action === 'set-labels')
        .map(({ target }) => target.name);
    expect(await about('over-labelling')).toEqual([
      'cardboard',
      'trade-bot',
      'home-assistant',
      'dev-workspace',
    ]);
    expect(await about('oom-scraper')).toEqual([]);
  });

  it('offers nothing that the text of a log asks for', async () => {
    const { candidates } = await candidatesFor('crash-exit-1');
    expect(candidates.map(({ action, target }) => `${action} ${target.kind}`)).toEqual([
      'restart-workload Deployment',
    ]);
  });

  it.each(['oom-scraper', 'selector-trap', 'over-labelling'])(
    'cites evidence that exists (%s)',
    async (name) => {
      const { candidates, ids } = await candidatesFor(name);
      for (const { evidence } of candidates) for (const id of evidence) expect(ids).toContain(id);
      expect(new Set(candidates.map(({ id }) => id)).size).toBe(candidates.length);
    },
  );
});
