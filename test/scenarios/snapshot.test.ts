import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { refText } from '../../src/domain/objects.ts';
import type { ControlPlane } from '../parts/control-plane.ts';
import { partMissing } from '../parts/parts.ts';
import { runCli } from '../support/run-cli.ts';
import { failingJobs, oomBelow300Mi, pullsDenied } from '../parts/kwok-stages.ts';
import { crashLoopAlert, scraperCrashes, startCardboardCluster } from './real-cluster.ts';
import { breakEverything, podOf, triageLive } from './triaged-incidents.ts';

const ref = z.looseObject({
  apiVersion: z.string().default(''),
  kind: z.string(),
  namespace: z.string(),
  name: z.string(),
});
const triage = z.looseObject({
  causes: z.array(z.looseObject({ cause: z.string(), object: ref })),
  actions: z.array(z.looseObject({ action: z.string(), target: ref, params: z.unknown() })),
});

const secret = 'correct-horse-battery-staple';

// Each wait inside has a limit of its own that says what it waited for.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

describe.skipIf(partMissing('control-plane'))('a snapshot of a real cluster', () => {
  let cluster: ControlPlane;
  let folder: string;
  let dump: string;
  let pod: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'firebreak-snapshot-'));
    dump = join(folder, 'dump');
    cluster = await startCardboardCluster([oomBelow300Mi, failingJobs, pullsDenied]);
    await breakEverything(cluster);
    await cluster.apply(
      [
        {
          apiVersion: 'v1',
          kind: 'Secret',
          metadata: { name: 's', namespace: 'cardboard' },
          stringData: { s: secret },
        },
        {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: 'c', namespace: 'cardboard' },
          data: { c: secret },
        },
      ]
        .map((object) => JSON.stringify(object))
        .join('\n---\n'),
    );
    pod = await scraperCrashes(cluster);
  });
  afterAll(async () => {
    await cluster?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('is taken with the rights of the planner, and says what those do not reach', async () => {
    const environment = { KUBECONFIG: cluster.kubeconfigFor('firebreak-planner') };

    const { code, stdout } = await runCli(['snapshot', dump, '--json'], { environment });

    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      notes: expect.arrayContaining([expect.stringMatching(/^ConfigMap: .*forbidden/u)]) as unknown,
    });
  });

  /** What triage answers from the snapshot, as `triageLive` has it. */
  async function triageDump(labels: Readonly<Record<string, string>>) {
    const file = join(folder, 'alert.json');
    const startsAt = new Date(Date.now() - 5 * 60_000).toISOString();
    const alerts = [{ status: 'firing', startsAt, labels }];
    writeFileSync(file, JSON.stringify({ version: '4', groupKey: '{}:{}', status: 'firing', alerts }));
    const { code, stdout } = await runCli(['triage', '--dump', dump, '--alert', file, '--json']);
    expect(code).toBe(0);
    const { causes, actions } = triage.parse(JSON.parse(stdout));
    const [first] = causes;
    return {
      cause: first === undefined ? 'none' : `${first.cause} ${refText(first.object)}`,
      actions: actions.map(
        ({ action, target, params }) => `${action} ${refText(target)} ${JSON.stringify(params)}`,
      ),
    };
  }

  it.each([
    [
      'a container that is out of memory',
      async () => crashLoopAlert(pod).labels,
      'container.oom-killed Deployment cardboard/price-scraper',
      [/^set-resources Deployment cardboard\/price-scraper /u],
    ],
    [
      'a Job whose CronJob has succeeded since',
      async () => ({
        alertname: 'KubeJobFailed',
        namespace: 'cardboard',
        job_name: 'postgres-backup-29520495',
      }),
      'job.stale-failure Job cardboard/postgres-backup-29520495',
      [/^delete-job Job cardboard\/postgres-backup-29520495 /u],
    ],
    [
      'an expired pull secret',
      async () => ({
        alertname: 'PodImagePullBackOff',
        namespace: 'reports',
        pod: await podOf(cluster, 'reports', 'job-name=nightly-report-29523000'),
      }),
      'image.pull-denied CronJob reports/nightly-report',
      [/^run-cronjob CronJob reports\/ecr-login /u, /^run-cronjob CronJob reports\/nightly-report /u],
    ],
  ])('lets triage answer as it does live: %s', async (_what, labelsOf, cause, actions) => {
    const labels = await labelsOf();

    const live = await triageLive(cluster, labels);

    expect(live.cause).toBe(cause);
    expect(live.actions).toEqual(actions.map((action) => expect.stringMatching(action) as string));
    expect(await triageDump(labels)).toEqual({ cause: live.cause, actions: live.actions });
  });

  it('lets actions be checked', async () => {
    const action = {
      apiVersion: 'firebreak.dev/v1',
      action: 'patch-service-selector',
      target: { apiVersion: 'v1', kind: 'Service', namespace: 'cardboard', name: 'web' },
      params: { selector: { 'app.kubernetes.io/component': null } },
    };

    const { code, stdout } = await runCli(['check', '--action', '-', '--dump', dump, '--json'], {
      stdin: JSON.stringify(action),
    });

    expect(code).toBe(1);
    expect(stdout).toContain('selector.captures-second-workload');
  });

  it('holds no value of a Secret or ConfigMap, and is for its owner alone', async () => {
    const whole = join(folder, 'as-admin');
    await runCli(['snapshot', whole], { environment: { KUBECONFIG: cluster.kubeconfigFile } });

    const files = readdirSync(whole, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    const texts = files.map((file) => readFileSync(join(file.parentPath, file.name), 'utf8'));
    expect(files.map(({ name }) => name)).toContain('configmap.json');
    expect(files.map(({ name }) => name)).not.toContain('secret.json');
    expect(texts.join('\n')).not.toContain(secret);
    expect(texts.join('\n')).not.toContain(Buffer.from(secret).toString('base64'));
    for (const file of files) expect(statSync(join(file.parentPath, file.name)).mode & 0o077).toBe(0);
  });

  it('is not mixed with what a folder holds already', async () => {
    const { code, stderr } = await runCli(['snapshot', dump]);

    expect(code).toBe(2);
    expect(stderr).toContain('is not empty');
  });
});
