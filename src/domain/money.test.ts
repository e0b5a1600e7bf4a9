import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dollarsOf, dollarsText, nanodollarsOf } from './money.ts';

describe('money', () => {
  test('keeps every cent on the way there and back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 90_000_000 }), (cents) => {
        return (
          nanodollarsOf(cents / 100) === cents * 10_000_000 && dollarsOf(cents * 10_000_000) === cents / 100
        );
      }),
    );
  });

  test.each([
    [0, '$0.00'],
    [350_000, '$0.00035'],
    [10_000_000, '$0.01'],
    [12_345_000_000, '$12.35'],
  ])('writes %i nanodollars as %s', (nanodollars, text) => {
    expect(dollarsText(nanodollars)).toBe(text);
  });
});
