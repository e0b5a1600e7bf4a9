import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readDump } from '../../src/adapters/dump/read-dump.ts';
import { triageDump } from '../../src/cli/triage-dump.ts';
import { taxonomy } from '../../src/diagnosis/taxonomy.ts';

const dumps = fileURLToPath(new URL('../fixtures/dumps', import.meta.url));

async function triageOf(name: string) {
  const dumpDir = `${dumps}/${name}`;
  return await triageDump({
    dump: readDump(dumpDir),
    payload: JSON.parse(readFileSync(`${dumpDir}/payload.json`, 'utf8')),
  });
}

async function firstCause(name: string): Promise<string> {
  const { causes } = await triageOf(name);
  const [first] = causes;
  return first === undefined
    ? 'none'
    : `${first.cause} ${first.object.kind}/${first.object.name}${first.sure ? '' : '?'}`;
}

async function actionsFor(name: string): Promise<readonly string[]> {
  const { actions } = await triageOf(name);
  return actions.map(
    ({ action, target, params }) => `${action} ${target.kind}/${target.name} ${JSON.stringify(params)}`,
  );
}

describe('triage proposes', () => {
  it.each([
    [
      'oom-scraper',
      'container.oom-killed Deployment/price-scraper',
      ['set-resources Deployment/price-scraper {"container":"scraper","limits":{"memory":"512Mi"}}'],
    ],
    [
      'selector-trap',
      'service.captures-second-workload Service/web',
      ['patch-service-selector Service/web {"selector":{"app.kubernetes.io/component":"web"}}'],
    ],
    [
      'selector-typo',
      'service.matches-nothing Service/web',
      ['patch-service-selector Service/web {"selector":{"app.kubernetes.io/component":"web"}}'],
    ],
    [
      'stale-backup-job',
      'job.stale-failure Job/postgres-backup-29520495',
      ['delete-job Job/postgres-backup-29520495 {}'],
    ],
    [
      'over-labelling',
      'namespace.no-pod-security-level Namespace/cardboard',
      ['set-labels Namespace/cardboard {"labels":{"pod-security.kubernetes.io/enforce":"baseline"}}'],
    ],
  ])('for %s: %s', async (name, cause, actions) => {
    expect(await firstCause(name)).toBe(cause);
    expect(await actionsFor(name)).toEqual(actions);
  });
});

describe('triage names the cause and leaves the mend to people', () => {
  it.each([
    ['expired-pull-secret', 'image.pull-denied CronJob/nightly-report'],
    ['image-denied', 'image.pull-denied Deployment/price-scraper'],
    ['image-not-found', 'image.not-found Deployment/price-scraper'],
    ['crash-exit-1', 'container.crash Deployment/price-scraper?'],
    ['exec-format', 'container.exec-format Deployment/price-scraper?'],
    ['liveness', 'probe.liveness-failing Deployment/price-scraper?'],
    ['configmap-missing', 'config.missing-configmap Deployment/price-scraper'],
    ['unschedulable', 'scheduling.insufficient-resources Deployment/price-scraper'],
    ['pod-security-rejects', 'admission.pod-security Deployment/hub'],
    ['node-not-ready', 'node.not-ready Node/node-1'],
    ['claim-pending', 'storage.class-missing PersistentVolumeClaim/data'],
  ])('%s: %s', async (name, cause) => {
    expect(await firstCause(name)).toBe(cause);
    expect(await actionsFor(name)).toEqual([]);
  });
});

describe('triage leaves alone', () => {
  it.each([
    ['what has recovered by itself', 'recovered', 'transient.recovered Deployment/price-scraper'],
    [
      'a limit that someone has raised already',
      'oom-already-raised',
      'container.oom-killed Deployment/price-scraper',
    ],
    ['what may be a leak', 'oom-slow-leak', 'container.oom-killed Deployment/price-scraper'],
    [
      'a limit that the quota does not let grow',
      'oom-quota-full',
      'container.oom-killed Deployment/price-scraper',
    ],
    [
      'a workload that was scaled to zero',
      'scaled-to-zero',
      'workload.scaled-to-zero Deployment/price-scraper?',
    ],
    ['a Job that nothing has made good', 'failed-backup-job', 'container.crash CronJob/postgres-backup?'],
    ['a Job that is gone', 'job-gone', 'none'],
    ['a Service that sends traffic where it should', 'service-fine', 'none'],
    ['a canary beside its release', 'service-canary', 'none'],
    ['an alert that nothing explains', 'nothing-known', 'none'],
  ])('%s', async (_case, name, cause) => {
    expect(await firstCause(name)).toBe(cause);
    expect(await actionsFor(name)).toEqual([]);
  });
});

describe('a triage document', () => {
  const names = readdirSync(dumps);

  it.each(names)(
    'of %s cites only its own evidence, knows its causes, and stays within the budget',
    async (name) => {
      const { causes, evidence, cost } = await triageOf(name);
      const ids = new Set(evidence.map(({ id }) => id));
      for (const cause of causes) {
        expect(Object.keys(taxonomy)).toContain(cause.cause);
        expect(cause.evidence.length).toBeGreaterThan(0);
        for (const id of cause.evidence) expect(ids).toContain(id);
      }
      expect(cost.apiCalls).toBeLessThanOrEqual(60);
      expect(cost.evidenceCharacters).toBeLessThanOrEqual(96_000);
    },
  );

  it('holds no secret of the cluster', async () => {
    expect(JSON.stringify(await triageOf('oom-scraper'))).not.toContain('hunter2');
  });

  it('names the incident by the object that the alert is about', async () => {
    const { incident } = await triageOf('stale-backup-job');
    expect(incident).toEqual({
      namespace: 'cardboard',
      target: { kind: 'Job', namespace: 'cardboard', name: 'postgres-backup-29520495' },
    });
  });
});
