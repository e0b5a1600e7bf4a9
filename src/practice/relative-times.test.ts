import { describe, expect, it } from 'vitest';
import { withTimes } from './relative-times.ts';

const now = new Date('2026-03-04T02:00:00.500Z');

describe('relative times', () => {
  it.each([
    ['now', '2026-03-04T02:00:00Z'],
    ['now-26h', '2026-03-03T00:00:00Z'],
    ['now+5m', '2026-03-04T02:05:00Z'],
    ['now-90d', '2025-12-04T02:00:00Z'],
    ['nowhere', 'nowhere'],
    ['now-26', 'now-26'],
  ])('%s is %s', (text, expected) => {
    expect(withTimes({ list: [{ at: text }], count: 1 }, now)).toEqual({
      list: [{ at: expected }],
      count: 1,
    });
  });
});
