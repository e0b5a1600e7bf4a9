import { describe, expect, it } from 'vitest';
import type { ConditionVariables } from './policies.ts';
import { compileCondition } from './condition.ts';

const failedJob: ConditionVariables = {
  object: null,
  oldObject: {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'backup', namespace: 'cardboard' },
    spec: { backoffLimit: 2 },
    status: { conditions: [{ type: 'Failed', status: 'True' }] },
  },
  params: { replicas: 3, factor: 0.5 },
  namespaceObject: null,
};

function evaluate(text: string) {
  const compiled = compileCondition(text);
  if (!compiled.ok) throw new Error(compiled.problem);
  return compiled.condition.evaluate(failedJob);
}

describe('a condition', () => {
  it('sees the object as it is, as it would be, and the parameters', () => {
    expect(evaluate("oldObject.status.conditions.exists(c, c.type == 'Failed' && c.status == 'True')")).toBe(
      'true',
    );
    expect(evaluate('object == null')).toBe('true');
    expect(evaluate('params.replicas > 5')).toBe('false');
  });

  it('counts whole numbers as int and others as double', () => {
    expect(evaluate('oldObject.spec.backoffLimit + 1 == 3')).toBe('true');
    expect(evaluate('params.factor + 0.5 == 1.0')).toBe('true');
  });

  it('tells an error from false', () => {
    expect(evaluate("oldObject.spec.nothing == 'x'")).toEqual({ error: 'no_such_key' });
    expect(evaluate('has(oldObject.spec.nothing)')).toBe('false');
  });

  it('cannot reach what JavaScript objects inherit', () => {
    expect(evaluate('has(oldObject.constructor)')).toBe('false');
    expect(evaluate('oldObject.__proto__ == null')).toEqual({ error: 'no_such_key' });
  });

  it.each([
    ['params.replicas >', /Unexpected token/u],
    ['target.name == "web"', /Unknown variable: target/u],
    ['1 == "one"', /no such overload/u],
    ['params.replicas', /not bool/u],
  ])('%s is refused at load', (text, problem) => {
    const compiled = compileCondition(text);
    expect(compiled).toMatchObject({ ok: false, problem: expect.stringMatching(problem) });
  });
});
