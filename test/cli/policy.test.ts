import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packagedPolicies } from '../../src/guardrails/policies/load-policies.ts';
import { runCli } from '../support/run-cli.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'firebreak-policy-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const web = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'shop', uid: 'u1' },
  spec: { template: { spec: { containers: [{ name: 'web', image: 'ghcr.io/shop/web:1' }] } } },
};
const restart = {
  apiVersion: 'firebreak.dev/v1',
  action: 'restart-workload',
  target: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'web' },
};

function dump(object: object): string {
  writeFileSync(join(folder, 'objects.json'), JSON.stringify(object));
  return folder;
}

const explain = async (action: object, ...more: readonly string[]) => {
  const { code, stdout } = await runCli(['policy', 'explain', '--action', '-', '--json', ...more], {
    stdin: JSON.stringify(action),
  });
  return { code, explained: JSON.parse(stdout) as Explained };
};
interface Explained {
  readonly verdict: { readonly outcome: string; readonly reason: string; readonly rule?: string };
  readonly rules: readonly { readonly rule: string; readonly result: string; readonly why: string }[];
}

describe('firebreak policy explain', () => {
  it('names the rule that decides, and of every other rule why it does not', async () => {
    const { code, explained } = await explain(restart, '--dump', dump(web));

    expect(code).toBe(0);
    expect(explained.verdict).toMatchObject({ outcome: 'pass', reason: 'allowlist.allowed' });
    expect(explained.verdict.rule).toMatch(/^policies\/allowlist\.yaml:\d+#workload-restarts$/u);
    expect(explained.rules.filter(({ result }) => result === 'matches').map(({ rule }) => rule)).toEqual([
      explained.verdict.rule,
    ]);
    expect(explained.rules.find(({ rule }) => rule.endsWith('#hands-off'))).toMatchObject({
      result: 'other-object',
      why: 'its label selector does not match the object',
    });
  });

  it('exits 1 where the action is refused', async () => {
    const marked = { ...web, metadata: { ...web.metadata, labels: { 'firebreak.dev/hands-off': 'true' } } };

    const { code, explained } = await explain(restart, '--dump', dump(marked));

    expect(code).toBe(1);
    expect(explained.verdict).toMatchObject({ outcome: 'refuse', reason: 'allowlist.denied' });
  });

  it('does not call an object missing where nobody has looked', async () => {
    const { code, explained } = await explain(restart);

    expect(code).toBe(0);
    expect(explained.verdict.outcome).toBe('skipped');
    expect(explained.rules.find(({ rule }) => rule.endsWith('#workload-restarts'))?.result).toBe('matches');
  });

  it('tells people the same', async () => {
    const { stdout } = await runCli(['policy', 'explain', '--action', '-', '--dump', dump(web)], {
      stdin: JSON.stringify(restart),
    });

    expect(stdout).toMatch(/^PASS restart-workload Deployment shop\/web$/mu);
    expect(stdout).toMatch(/● allow policies\/allowlist\.yaml:\d+#workload-restarts: matches/u);
  });

  it('does not show a value that looks like a secret', async () => {
    const action = {
      ...restart,
      action: 'set-env',
      params: { container: 'web', name: 'API_TOKEN', value: 'ghp_0123456789abcdefghijABCDEFGHIJ012345' },
    };

    const { stdout } = await runCli(['policy', 'explain', '--action', '-', '--dump', dump(web), '--json'], {
      stdin: JSON.stringify(action),
    });

    expect(stdout).toContain('action.secret-like');
    expect(stdout).not.toContain('ghp_');
  });
});

describe('firebreak policy test', () => {
  it('finds that the packaged policies do what their tests say', async () => {
    const { code, stdout } = await runCli(['policy', 'test', packagedPolicies]);

    expect(stdout).toMatch(/\d+ tests: \d+ passed, 0 failed/u);
    expect(code).toBe(0);
  });

  it('says what was expected and what came instead, and exits 1', async () => {
    const own = join(folder, 'policies');
    cpSync(packagedPolicies, own, { recursive: true });
    const file = join(own, 'allowlist.yaml');
    writeFileSync(
      file,
      readFileSync(file, 'utf8')
        .replace('maxFactor: 2 }', 'maxFactor: 4 }')
        .replaceAll('maxFactor: 2', 'maxFactor: 8'),
    );

    const { code, stdout } = await runCli(['policy', 'test', own]);

    expect(code).toBe(1);
    expect(stdout).toContain('✗ allowlist.yaml: memory may not be raised fourfold at once');
    expect(stdout).toContain('expected allowlist refuse allowlist.out-of-bounds by memory-and-cpu');
    expect(stdout).toMatch(/got {6}allowlist pass allowlist\.allowed by .*#memory-and-cpu/u);
  });

  it('exits 2 where there is nothing to test', async () => {
    const own = join(folder, 'policies');
    cpSync(packagedPolicies, own, { recursive: true });
    rmSync(join(own, 'tests'), { recursive: true });

    const { code, stderr } = await runCli(['policy', 'test', own]);

    expect(code).toBe(2);
    expect(stderr).toContain('there are no tests');
  });
});
