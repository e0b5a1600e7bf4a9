import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromLabelSelector, meets, parseSelector, selectorText } from './label-selector.ts';

describe('parseSelector', () => {
  it.each([
    ['app=web', { app: 'web' }, true],
    ['app==web', { app: 'db' }, false],
    ['app!=web', {}, true],
    ['tier in (a, b),app=web', { tier: 'b', app: 'web' }, true],
    ['tier notin (a,b)', { tier: 'a' }, false],
    ['canary', { canary: '' }, true],
    ['!canary', { canary: 'x' }, false],
    ['', { any: 'thing' }, true],
  ])('%s on %o: %s', (selector, labels, expected) => {
    expect(meets(parseSelector(selector) ?? [], labels)).toBe(expected);
  });

  it.each(['app=web=db', 'tier in a', '=', 'a b'])('calls %s no selector', (selector) => {
    expect(parseSelector(selector)).toBeUndefined();
  });

  it('reads back what selectorText writes', () => {
    const word = fc.stringMatching(/^[a-z][a-z0-9./-]{0,8}$/u);
    const requirement = fc.oneof(
      fc.record({
        key: word,
        operator: fc.constantFrom('In', 'NotIn'),
        values: fc.array(word, { minLength: 1 }),
      }),
      fc.record({ key: word, operator: fc.constantFrom('Exists', 'DoesNotExist'), values: fc.constant([]) }),
    );
    fc.assert(
      fc.property(fc.array(requirement as fc.Arbitrary<never>), (requirements) => {
        expect(parseSelector(selectorText(requirements))).toEqual(requirements);
      }),
    );
  });
});

describe('fromLabelSelector', () => {
  it('joins labels and expressions', () => {
    const selector = fromLabelSelector({
      matchLabels: { app: 'web' },
      matchExpressions: [{ key: 'tier', operator: 'NotIn', values: ['db'] }],
    });
    expect(meets(selector ?? [], { app: 'web' })).toBe(true);
    expect(meets(selector ?? [], { app: 'web', tier: 'db' })).toBe(false);
  });

  it('refuses an operator that Kubernetes does not know', () => {
    expect(
      fromLabelSelector({ matchExpressions: [{ key: 'a', operator: 'Gt', values: ['1'] }] }),
    ).toBeUndefined();
  });
});
