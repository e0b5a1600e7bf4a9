import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { root } from '../../scripts/prepare.mjs';
import { type ControlPlane, startControlPlane } from '../parts/control-plane.ts';
import { oomBelow300Mi } from '../parts/kwok-stages.ts';
import { findChartTool, partMissing, required } from '../parts/parts.ts';
import { builtCommand } from '../support/built-command.ts';
import { repositoryText } from '../support/repository.ts';
import { type PodService, startInPod } from './pod-service.ts';
import { scraperCrashes, scraperLimit } from '../scenarios/real-cluster.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

/** The blocks that people copy, each with the heading above it. */
const scripts = repositoryText('docs/install.md')
  .split(/^## /mu)
  .flatMap((section) =>
    [...section.matchAll(/^```sh\n(?<script>[\s\S]*?)^```$/gmu)].map(({ groups }) => ({
      heading: section.slice(0, section.indexOf('\n')),
      script: groups?.['script'] ?? '',
    })),
  );

/** Nodes here have no storage of their own. */
const volume = `
apiVersion: v1
kind: PersistentVolume
metadata: { name: disk }
spec:
  capacity: { storage: 10Gi }
  accessModes: [ReadWriteOnce]
  hostPath: { path: /var/firebreak }
`;

describe.skipIf(partMissing('control-plane', 'chart-tools'))('docs/install.md, as a newcomer runs it', () => {
  let cluster: ControlPlane;
  let folder: string;
  let service: PodService | undefined;

  beforeAll(async () => {
    cluster = await startControlPlane({ stages: [oomBelow300Mi] });
    await cluster.apply(volume);
    await cluster.apply(repositoryText('test/scenarios/manifests/cardboard.yaml'));
    folder = mkdtempSync(join(tmpdir(), 'firebreak-newcomer-'));
    for (const name of ['deploy', 'policies']) symlinkSync(join(root, name), join(folder, name));
    writeCommands();
  });
  afterAll(async () => {
    await service?.stop();
    await cluster?.stop();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });

  /** `firebreak` as from a checkout; and `kubectl exec` into the pod, which runs here as a process. */
  function writeCommands() {
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    const kubectl = required('chart-tools', findChartTool('kubectl'));
    const command = (name: string, text: string) => {
      writeFileSync(join(bin, name), `#!/usr/bin/env bash\n${text}\n`);
      chmodSync(join(bin, name), 0o755);
    };
    command('firebreak', `exec "${process.execPath}" "${builtCommand()}" "$@"`);
    command('kubectl', `[ "$1" = exec ] && exec bash "${join(folder, 'exec')}" "$@"\nexec "${kubectl}" "$@"`);
  }

  function run(script: string): { readonly code: number; readonly stdout: string; readonly stderr: string } {
    const tools = dirname(required('chart-tools', findChartTool('helm')));
    const { status, stdout, stderr } = spawnSync('bash', ['-euo', 'pipefail', '-c', script], {
      cwd: folder,
      encoding: 'utf8',
      env: {
        HOME: folder,
        KUBECONFIG: cluster.kubeconfigFile,
        PATH: [join(folder, 'bin'), tools, process.env['PATH']].join(delimiter),
      },
    });
    return { code: status ?? -1, stdout, stderr };
  }

  function running(): PodService {
    if (service === undefined) throw new Error('Firebreak has no pod');
    return service;
  }

  /** Runs the blocks below a heading, and what the nodes would run by then. */
  async function follow(heading: string): Promise<readonly string[]> {
    const own = scripts.filter((block) => block.heading === heading);
    expect(own).not.toEqual([]);
    const outputs: string[] = [];
    for (const { script } of own) {
      const { code, stdout, stderr } = run(script);
      expect(code, `${script}\n${stdout}\n${stderr}`).toBe(0);
      outputs.push(stdout);
      // What kubectl warns of is wrong with our manifests.
      expect(stderr).not.toMatch(/^Warning: (?!resource)/mu);
      service = await startInPod(cluster, { namespace: 'firebreak', folder, previous: service });
    }
    return outputs;
  }

  it('follows every heading that has something to run', () => {
    expect([...new Set(scripts.map(({ heading }) => heading))]).toEqual([
      '2. A namespace and a token',
      '3. Install it',
      '4. Ask the doctor',
      '5. Send it alerts, and sign in',
      'From dry-run to approve',
      'For a platform team',
      'Backups and new versions',
      'Taking it out',
      'From a checkout, without a pod',
      'Without Helm',
    ]);
  });

  it('installs it, in dry-run mode, with an executor that can do nothing', async () => {
    await follow('2. A namespace and a token');
    const [notes] = await follow('3. Install it');

    expect(notes).toContain('in mode dry-run');
    expect(notes).not.toContain('The pod waits for its Secret');
    const executor = 'system:serviceaccount:firebreak:firebreak-executor';
    const all = run(`kubectl auth can-i --list -n cardboard --as=${executor} --no-headers`).stdout;
    expect(all).not.toMatch(/\b(?:deployments|pods|secrets)\b/u);
  });

  it('is well, as the doctor in the pod says', async () => {
    const [text] = await follow('4. Ask the doctor');

    expect(text).toMatch(/^✓ cluster as planner: /mu);
    expect(text).toMatch(/^✓ rights of the planner: /mu);
    expect(text).toMatch(/^✓ policies: /mu);
    expect(text).toMatch(/^✓ data folder: the running service uses /mu);
    expect(text).not.toMatch(/^[✗?] /mu);
  });

  it('gives the tokens for Alertmanager and for signing in', async () => {
    const [webhook, signIn] = await follow('5. Send it alerts, and sign in');

    expect(webhook).toBe(running().webhookToken);
    expect(signIn?.trim()).toBe(running().firebreak.signInToken());
  });

  it('proposes a fix from its own pod, dry-run by the planner, and writes nothing', async () => {
    const { firebreak, crashLoop } = running();
    expect(await crashLoop(await scraperCrashes(cluster), 'warning')).toBe(200);
    const incident = await firebreak.incidentIn('awaiting-approval', 60_000);

    expect(incident.proposal?.actions).not.toEqual([]);
    expect(await firebreak.approve(incident)).toBe(200);
    const closed = await firebreak.incidentIn('closed', 60_000);
    expect(closed.outcome).toBe('dry-run');
    expect(await scraperLimit(cluster)).toBe('256Mi');
  });

  it('is let into one namespace, where the executor writes what was approved', async () => {
    const [, rights] = await follow('From dry-run to approve');
    expect(rights?.split('\n')[0]).toBe('yes');
    expect(rights?.match(/^no$/gmu)).toHaveLength(2);

    const { firebreak, crashLoop } = running();
    expect(await crashLoop(await scraperCrashes(cluster), 'critical')).toBe(200);
    expect(await firebreak.approve(await firebreak.incidentIn('awaiting-approval', 60_000))).toBe(200);
    await firebreak.incidentIn('verifying', 60_000);
    expect(await scraperLimit(cluster)).toBe('512Mi');
    const writers = (await cluster.auditEvents())
      .filter(({ verb, requestURI }) => verb === 'patch' && requestURI.includes('/deployments/price-scraper'))
      .filter(({ requestURI }) => !requestURI.includes('dryRun'))
      .map(({ user }) => user.username);
    expect(writers).toEqual(['system:serviceaccount:firebreak:firebreak-executor']);
  });

  it('serves a platform team, is backed up and brought to a new version', async () => {
    await follow('For a platform team');
    const [verified] = await follow('Backups and new versions');

    expect(verified).toMatch(/^the ledger is whole|entries/mu);
    expect(verified).not.toContain('do not rely');
  });

  it('goes again, leaves a look from a checkout, and comes without Helm', async () => {
    await follow('Taking it out');
    const [doctor] = await follow('From a checkout, without a pod');
    expect(doctor).toMatch(/^✓ cluster as planner: /mu);
    expect(doctor).toMatch(/^✓ rights of the planner: /mu);
    expect(doctor).toMatch(/^✓ admission of the planner: /mu);
    await follow('Without Helm');
  });
});
