import { describe, expect, it } from 'vitest';
import { findToken, hashOfToken } from './api-token.ts';
import { basicPassword, bearerToken } from './authorization.ts';

describe('the Authorization header', () => {
  it.each([
    ['Bearer abc.def', 'abc.def'],
    ['bearer abc', 'abc'],
    ['Bearer', undefined],
    ['Bearer two words', undefined],
    ['Token abc', undefined],
    [undefined, undefined],
  ])('%s holds the bearer token %s', (header, token) => {
    expect(bearerToken(header)).toBe(token);
  });

  it.each([
    [`Basic ${btoa('alertmanager:pa:ss')}`, 'pa:ss'],
    [`Basic ${btoa('nocolon')}`, undefined],
    ['Basic', undefined],
    [undefined, undefined],
  ])('%s holds the password %s', (header, password) => {
    expect(basicPassword(header)).toBe(password);
  });
});

describe('findToken', () => {
  const tokens = [
    { name: 'api', role: 'admin', sha256: hashOfToken('one') },
    { name: 'ci', role: 'viewer', sha256: hashOfToken('two') },
  ] as const;

  it('finds the token with the secret, or none', () => {
    expect(findToken(tokens, 'two')?.name).toBe('ci');
    expect(findToken(tokens, 'tw')).toBeUndefined();
    expect(findToken([], '')).toBeUndefined();
  });
});
