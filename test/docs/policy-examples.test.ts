import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { recordedCluster } from '../../src/adapters/dump/recorded-cluster.ts';
import { guardrails } from '../../src/guardrails/index.ts';
import { loadPolicies, packagedPolicies } from '../../src/guardrails/policies/load-policies.ts';
import { runPolicyTest } from '../../src/guardrails/run-policy-test.ts';
import { repositoryText } from '../support/repository.ts';

function examplesOf(markdown: string): readonly string[] {
  return [...markdown.matchAll(/```yaml\n(- name: [\s\S]*?)```/gu)].map(([, yaml]) => yaml ?? '');
}

/** The rules as a policy file of their own, next to the packaged ones. */
function fileOf(rules: string): string {
  const indented = rules.replaceAll(/^/gmu, '    ');
  return `apiVersion: firebreak.dev/v1\nkind: ActionPolicy\nmetadata: { name: examples }\nspec:\n  rules:\n${indented}`;
}

describe('docs/policies.md', () => {
  it('shows rules that load', () => {
    const examples = examplesOf(repositoryText('docs/policies.md'));
    expect(examples.length).toBeGreaterThan(0);
    const folder = mkdtempSync(join(tmpdir(), 'policies-'));
    try {
      cpSync(packagedPolicies, folder, { recursive: true });
      for (const example of examples) {
        writeFileSync(join(folder, 'examples.yaml'), fileOf(example));
        expect(() => loadPolicies(folder)).not.toThrow();
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

const web = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'web' };
const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'shop' },
  spec: { replicas: 2, template: { spec: { containers: [{ name: 'web', image: 'ghcr.io/shop/web:1' }] } } },
};
const replicas = { path: 'apps/web.yaml', change: { object: web, field: '/spec/replicas', value: 3 } };
const image = '/spec/template/spec/containers/0/image';

describe('the rule for pull requests that policies/allowlist.yaml has in comments', () => {
  const allowlist = repositoryText('policies/allowlist.yaml');
  const [, commented = ''] = /^( {4}# - name: lasting-fixes\n(?: {4}# .*\n)+)/mu.exec(allowlist) ?? [];
  const rule = commented.replaceAll(/^ {4}# /gmu, '');

  it('is the one that docs/policies.md explains', () => {
    expect(examplesOf(repositoryText('docs/policies.md'))).toContain(rule);
  });

  it.each([
    ['passes a change of a workload', {}, { outcome: 'pass', rule: 'lasting-fixes' }],
    ['refuses another repository', { repository: 'acme/other' }, { reason: 'allowlist.out-of-bounds' }],
    ['refuses another branch', { base: 'release' }, { reason: 'allowlist.out-of-bounds' }],
    [
      'refuses an image',
      {
        edits: [
          replicas,
          { ...replicas, change: { object: web, field: image, value: 'ghcr.io/shop/web:2' } },
        ],
      },
      { reason: 'allowlist.no-rule' },
    ],
  ] as const)('%s', async (name, params, expected) => {
    const folder = mkdtempSync(join(tmpdir(), 'policies-'));
    try {
      cpSync(packagedPolicies, folder, { recursive: true });
      writeFileSync(join(folder, 'examples.yaml'), fileOf(rule));
      const asked = {
        repository: 'acme/deployments',
        base: 'main',
        title: 'Three replicas',
        body: 'Two are not enough.',
        edits: [replicas],
        ...params,
      };
      const { verdict } = await runPolicyTest(
        {
          name,
          action: { action: 'open-pull-request', target: web, params: asked },
          objects: [],
          expect: { layer: 'allowlist', outcome: 'refuse', ...expected },
        },
        [deployment],
        { guardrails, policies: loadPolicies(folder), now: new Date(0), clusterOf: recordedCluster },
      );
      const { rule: decides, ...said } = { outcome: 'refuse', rule: 'lasting-fixes', ...expected };
      expect(verdict).toMatchObject({
        ...said,
        rule: expect.stringMatching(new RegExp(`#${decides}$`, 'u')),
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
