import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseQuantity } from '../domain/quantity.ts';
import { memorySteps } from './memory-steps.ts';

const mebi = 2 ** 20;

describe('memorySteps', () => {
  it.each([
    ['256Mi', {}, ['384Mi', '512Mi']],
    ['256Mi', { peak: 380 * mebi }, ['384Mi', '512Mi']],
    ['256Mi', { peak: 290 * mebi }, ['384Mi']],
    ['256Mi', { ceiling: 400 * mebi }, ['384Mi']],
    ['300Mi', {}, ['384Mi', '512Mi']],
    ['4Gi', {}, []],
    ['nonsense', {}, []],
  ])('offers for %s with %o: %o', (limit, bounds, expected) => {
    expect(memorySteps(limit, bounds)).toEqual(expected);
  });

  it('only ever raises, and never beyond twice the limit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), fc.integer({ min: 0, max: 20_000 }), (limit, peak) => {
        for (const step of memorySteps(`${limit}Mi`, { peak: peak * mebi })) {
          const bytes = parseQuantity(step) ?? 0;
          expect(bytes).toBeGreaterThan(limit * mebi);
          expect(bytes).toBeLessThanOrEqual(2 * limit * mebi);
        }
      }),
    );
  });
});
