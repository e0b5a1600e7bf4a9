import { describe, expect, it } from 'vitest';
import { SignInLimiter } from './sign-in-limiter.ts';

function limiterAt(start: number) {
  const clock = { time: start, now: () => new Date(clock.time) };
  return { clock, limiter: new SignInLimiter(clock) };
}

describe('SignInLimiter', () => {
  it('blocks an address after ten failures, and only that one', () => {
    const { limiter } = limiterAt(0);
    for (let count = 0; count < 9; count++) limiter.failed('192.0.2.1');
    expect(limiter.isBlocked('192.0.2.1')).toBe(false);
    limiter.failed('192.0.2.1');
    expect(limiter.isBlocked('192.0.2.1')).toBe(true);
    expect(limiter.isBlocked('192.0.2.2')).toBe(false);
  });

  it('forgets failures after a minute', () => {
    const { limiter, clock } = limiterAt(0);
    for (let count = 0; count < 10; count++) limiter.failed('192.0.2.1');
    clock.time = 60_001;
    expect(limiter.isBlocked('192.0.2.1')).toBe(false);
  });

  it('keeps the address that fails most recently when many do', () => {
    const { limiter } = limiterAt(0);
    for (let count = 0; count < 10; count++) limiter.failed('192.0.2.1');
    for (let count = 0; count < 999; count++) limiter.failed(`198.51.100.${count}`);
    expect(limiter.isBlocked('192.0.2.1')).toBe(true);
    limiter.failed('192.0.2.1');
    limiter.failed('203.0.113.1');
    expect(limiter.isBlocked('192.0.2.1')).toBe(true);
  });
});
