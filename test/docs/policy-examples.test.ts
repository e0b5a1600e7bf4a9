import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadPolicies, packagedPolicies } from '../../src/guardrails/policies/load-policies.ts';
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
