import { describe, expect, it } from 'vitest';
import { loadPolicies, packagedPolicies } from './load-policies.ts';
import { readPolicyFile } from './policy-document.ts';
import { assemblePolicies } from './assemble-policies.ts';

const pattern = `
    - name: shell
      title: Shell
      happened: A shell was called for.
      lesson: There is no shell.
      match:
        - reasons: [reply.unknown-tool]
`;

function problemsOf(patterns: string): readonly string[] {
  const text = `apiVersion: firebreak.dev/v1
kind: FailurePatterns
metadata: { name: test }
spec:
  patterns:${patterns}`;
  const { documents, problems } = readPolicyFile('patterns.yaml', text);
  const all = [...problems, ...assemblePolicies(documents).problems];
  return all.map(({ file, line, problem }) => `${file}:${line}: ${problem}`);
}

describe('failure patterns', () => {
  it('of the packaged policies have names of their own, and a word for the model or for people', () => {
    const { failurePatterns } = loadPolicies(packagedPolicies);

    expect(new Set(failurePatterns.map(({ name }) => name)).size).toBe(failurePatterns.length);
    expect(failurePatterns.filter(({ lesson, mend }) => lesson === undefined && mend === undefined)).toEqual(
      [],
    );
  });

  it('are read without complaint', () => {
    expect(problemsOf(pattern)).toEqual([]);
  });

  it.each([
    [
      'a reason that does not exist',
      '[reply.unknown-tool]',
      '[reply.unknown-tol]',
      /:11: reply\.unknown-tol matches no reason code/u,
    ],
    [
      'an action that does not exist',
      'reasons: [reply.unknown-tool]',
      'actions: [restart]',
      /restart matches no action/u,
    ],
    [
      'an entry that fits everything',
      'reasons: [reply.unknown-tool]',
      '{}',
      /:11: spec\.patterns\.0\.match\.0 is wrong/u,
    ],
    [
      'an unknown field',
      'reasons: [reply.unknown-tool]',
      'reason: reply.unknown-tool',
      /reason is not a field/u,
    ],
    [
      'a broken expression',
      'reasons: [reply.unknown-tool]',
      'when: "mistake.tool == 1 =="',
      /shell does not compile/u,
    ],
    ['a lesson of two lines', 'There is no shell.', '"There is\\nno shell."', /lesson is wrong/u],
  ])('with %s are refused, with the place', (_case, from, to, problem) => {
    expect(problemsOf(pattern.replace(from, to))).toContainEqual(expect.stringMatching(problem));
  });

  it('need names of their own', () => {
    expect(problemsOf(pattern + pattern)).toEqual([expect.stringContaining('a second rule named shell')]);
  });
});
