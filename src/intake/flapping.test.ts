import { describe, expect, it } from 'vitest';
import { dampedSettleSeconds } from './flapping.ts';

describe('how long an incident settles', () => {
  it.each([
    ['is as told the first and second time', 30, 0, 30],
    ['is as told where it ended by itself once', 30, 1, 30],
    ['doubles from the third time on', 30, 2, 60],
    ['doubles again each time', 30, 4, 240],
    ['is a quarter of an hour at most', 30, 20, 900],
    ['is never less than told', 3_600, 5, 3_600],
    ['grows from nothing too', 0, 3, 4],
  ])('%s', (_what, settle, flaps, seconds) => {
    expect(dampedSettleSeconds(settle, flaps)).toBe(seconds);
  });
});
