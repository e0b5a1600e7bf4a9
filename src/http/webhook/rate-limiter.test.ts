import { describe, expect, it } from 'vitest';
import { fakeClock } from '../../../test/support/store.ts';
import { RateLimiter } from './rate-limiter.ts';

describe('the rate limit of the webhook', () => {
  it('lets a minute’s worth through at once, and then as many a minute', () => {
    const clock = fakeClock();
    const limiter = new RateLimiter(60, clock);
    const admitted = () => limiter.admit().admitted;
    expect(Array.from({ length: 61 }, admitted).filter(Boolean)).toHaveLength(60);
    clock.advance(2_000);
    expect([admitted(), admitted(), admitted()]).toEqual([true, true, false]);
  });

  it('says in whole seconds when to come again', () => {
    const limiter = new RateLimiter(2, fakeClock());
    limiter.admit();
    limiter.admit();
    expect(limiter.admit()).toEqual({ admitted: false, retryAfter: 30 });
  });

  it('is not emptied for ever by a clock that is set back', () => {
    const clock = fakeClock();
    const limiter = new RateLimiter(1, clock);
    limiter.admit();
    clock.advance(-3_600_000);
    expect(limiter.admit().admitted).toBe(false);
    clock.advance(60_000);
    expect(limiter.admit().admitted).toBe(true);
  });
});
