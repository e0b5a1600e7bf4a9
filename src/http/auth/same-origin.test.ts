import { describe, expect, it } from 'vitest';
import { isSameOrigin } from './same-origin.ts';

const own = ['https://firebreak.example.org'];

describe('isSameOrigin', () => {
  it.each([
    ['our own origin', { origin: own[0] }, true],
    ['our own page by Fetch Metadata alone', { secFetchSite: 'same-origin' }, true],
    ['both in agreement', { origin: own[0], secFetchSite: 'same-origin' }, true],
    ['neither header', {}, false],
    ['an opaque origin', { origin: 'null' }, false],
    ['our name under another scheme', { origin: 'http://firebreak.example.org' }, false],
    ['our own origin, but sent across sites', { origin: own[0], secFetchSite: 'cross-site' }, false],
    ['an address that was typed', { secFetchSite: 'none' }, false],
  ])('judges %s', (_name, headers, expected) => {
    expect(isSameOrigin(headers, own)).toBe(expected);
  });
});
