import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ControlPlane } from '../parts/control-plane.ts';
import { partMissing } from '../parts/parts.ts';
import { runCli } from '../support/run-cli.ts';
import { crashLoopAlert, scraperCrashes, startCardboardCluster } from './real-cluster.ts';

const secret = 'correct-horse-battery-staple';

// Each wait inside has a limit of its own that says what it waited for.
vi.setConfig({ testTimeout: 240_000 });

describe.skipIf(partMissing('control-plane'))('a snapshot of a real cluster', () => {
  let cluster: ControlPlane;
  let folder: string;
  let dump: string;
  let pod: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'firebreak-snapshot-'));
    dump = join(folder, 'dump');
    cluster = await startCardboardCluster();
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
      notes: expect.arrayContaining([expect.stringMatching(/^ConfigMap: /u)]) as unknown,
    });
  });

  it('lets triage find the cause', async () => {
    const alert = join(folder, 'alert.json');
    const startsAt = new Date().toISOString();
    const alerts = [{ status: 'firing', startsAt, ...crashLoopAlert(pod) }];
    writeFileSync(alert, JSON.stringify({ version: '4', groupKey: '{}:{}', status: 'firing', alerts }));

    const { code, stdout } = await runCli(['triage', '--dump', dump, '--alert', alert, '--json']);

    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      causes: [{ cause: 'container.oom-killed', object: { kind: 'Deployment', name: 'price-scraper' } }],
      actions: [{ action: 'set-resources' }],
    });
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
