import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyGlobMatches, globMatches } from './glob.ts';

describe('a glob', () => {
  it.each([
    ['web', 'web', true],
    ['web', 'webs', false],
    ['*', '', true],
    ['kube-*', 'kube-system', true],
    ['kube-*', 'my-kube-system', false],
    ['*-db', 'shop-db', true],
    ['a*a', 'a', false],
    ['*.io/*', 'app.kubernetes.io/name', true],
    ['a*b*c', 'a-c-b', false],
    ['[ab]', 'a', false],
    ['a.c', 'abc', false],
  ])('%s on %s: %s', (glob, text, expected) => {
    expect(globMatches(glob, text)).toBe(expected);
  });

  it('agrees with the regular expression that it stands for', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 6 });
    const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 });
    fc.assert(
      fc.property(word, text, (glob, value) => {
        const expression = new RegExp(`^${glob.replaceAll('*', '.*')}$`, 'u');
        expect(globMatches(glob, value)).toBe(expression.test(value));
      }),
    );
  });

  it('of several needs one to match', () => {
    expect(anyGlobMatches(['web', 'api-*'], 'api-v2')).toBe(true);
    expect(anyGlobMatches([], 'api-v2')).toBe(false);
  });
});
