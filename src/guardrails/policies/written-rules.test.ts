import { parse } from 'yaml';
import { describe, expect, it } from 'vitest';
import { loadPolicies, packagedPolicies } from './load-policies.ts';

const { rules } = loadPolicies(packagedPolicies);

function ruleNamed(name: string) {
  return rules.find((rule) => rule.name === name);
}

describe('a rule as its file has it', () => {
  it('has the comment that stands before it, and no indentation of the file', () => {
    expect(ruleNamed('hands-off')?.written).toBe(
      [
        '# A team that wants to be left alone labels its object; nothing else is needed.',
        'name: hands-off',
        'effect: deny',
        'actions: ["*"]',
        'labelSelector:',
        '  matchLabels: { firebreak.dev/hands-off: "true" }',
        'message: the label firebreak.dev/hands-off=true says that Firebreak keeps off this object',
      ].join('\n'),
    );
    expect(ruleNamed('workload-restarts')?.written).toMatch(/^name: workload-restarts\n/u);
  });

  it('still is the rule', () => {
    expect(rules.length).toBeGreaterThan(10);
    for (const { name, effect, actions, written } of rules) {
      expect(parse(written ?? '')).toMatchObject({ name, effect, actions });
    }
  });
});
