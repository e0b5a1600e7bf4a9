import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { builtCommand } from '../support/built-command.ts';

/** The command as people run it, with an environment that would lead to something real if anything listened to it. */
async function demoOnce(...args: readonly string[]) {
  const child = spawn(process.execPath, [builtCommand(), 'demo', '--once', '--port', '0', ...args], {
    env: {
      ...process.env,
      KUBECONFIG: '/nowhere/kubeconfig',
      DATABASE_URL: 'postgres://nowhere',
      FIREBREAK_MODE: 'dry-run',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve) => {
    child.once('exit', resolve);
  });
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { stdout, stderr, code };
}

describe('firebreak demo --once', () => {
  it.each([
    ['oom-scraper', 1, 1],
    ['selector-trap', 1, 1],
    // No incident reaches over several namespaces because a payload groups their alerts.
    ['over-labelling', 4, 4],
    ['stale-backup-job', 1, 1],
  ])('plays %s to its end and exits 0', async (scenario, incidents, writes) => {
    const { stdout, stderr, code } = await demoOnce('--scenario', scenario, '--json');
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
    const report = JSON.parse(stdout) as { writes: readonly string[]; outcomes: readonly string[] };
    expect(report).toMatchObject({ scenario, simulated: true, asExpected: true });
    expect(report.outcomes).toEqual(Array.from({ length: incidents }, () => 'fixed'));
    expect(report.writes).toHaveLength(writes);
  });

  it('says that the cluster is simulated, and tells each step in order', async () => {
    const { stdout } = await demoOnce();
    expect(stdout).toContain('SIMULATED');
    const steps = [
      'alert received',
      'evidence',
      'diagnosis by triage',
      'proposed',
      'approve by',
      'written',
      'verified',
      'closed: fixed',
    ];
    const told = stdout.split('\n').filter((line) => /^\d\d:\d\d:\d\d /u.test(line));
    const found = steps.map((step) => told.findIndex((line) => line.includes(step)));
    expect(found.every((index) => index >= 0)).toBe(true);
    expect(found).toEqual(found.toSorted((a, b) => a - b));
  });

  it('names the scenarios that there are when asked for another', async () => {
    const { stderr, code } = await demoOnce('--scenario', 'meltdown');
    expect(code).toBe(2);
    expect(stderr).toContain('oom-scraper, over-labelling, selector-trap, stale-backup-job');
  });
});
