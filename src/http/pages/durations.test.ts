import { describe, expect, it } from 'vitest';
import { clockText, durationText, secondsBetween } from './durations.ts';

describe('durationText', () => {
  it.each([
    [-3, '0 s'],
    [0.42, '0.4 s'],
    [42.9, '42 s'],
    [180, '3 min'],
    [7_500, '2 h 5 min'],
    [7_200, '2 h'],
    [345_600, '4 d'],
    [349_200, '4 d 1 h'],
  ])('says %d seconds as "%s"', (seconds, text) => {
    expect(durationText(seconds)).toBe(text);
  });
});

describe('times', () => {
  it('are shown in UTC to the second', () => {
    expect(clockText('2026-03-04T03:11:07.900+01:00')).toBe('2026-03-04 02:11:07 UTC');
  });

  it('are shown as they came where they are none', () => {
    expect(clockText('soon')).toBe('soon');
  });

  it('differ by seconds', () => {
    expect(secondsBetween('2026-03-04T02:00:00Z', '2026-03-04T02:00:01.500Z')).toBe(1.5);
  });
});
