import { describe, expect, it } from 'vitest';
import { formatMemory, parseQuantity } from './quantity.ts';

describe('parseQuantity', () => {
  it.each([
    ['256Mi', 256 * 2 ** 20],
    ['1Gi', 2 ** 30],
    ['100m', 0.1],
    ['0.5', 0.5],
    ['1e3', 1000],
    ['1E', 1e18],
    ['129M', 129e6],
    [2, 2],
  ])('%s is %d', (quantity, expected) => {
    expect(parseQuantity(quantity)).toBeCloseTo(expected);
  });

  it.each(['', 'Mi', '12Mb', '1 Gi', 'x'])('%s is none', (quantity) => {
    expect(parseQuantity(quantity)).toBeUndefined();
  });
});

describe('formatMemory', () => {
  it.each([
    [512 * 2 ** 20, '512Mi'],
    [3 * 2 ** 30, '3Gi'],
    [1536 * 2 ** 20, '1536Mi'],
    [1000, '1000'],
  ])('%d is %s', (bytes, expected) => {
    expect(formatMemory(bytes)).toBe(expected);
  });
});
