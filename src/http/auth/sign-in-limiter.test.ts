import { describe, expect, it } from 'vitest';
import { SignInLimiter } from './sign-in-limiter.ts';

function limiterAt(start: number) {
  const clock = { time: start, now: () => new Date(clock.time) };
  const limiter = new SignInLimiter(clock);
  const fail = (times: number, ...keys: string[]) => {
    for (let count = 0; count < times; count++) limiter.attempt(keys);
  };
  const isOpen = (...keys: string[]) => {
    const attempt = limiter.attempt(keys);
    attempt?.succeeded();
    return attempt !== undefined;
  };
  return { clock, limiter, fail, isOpen };
}

describe('SignInLimiter', () => {
  it('blocks an address after ten failures, and only that one', () => {
    const { fail, isOpen } = limiterAt(0);
    fail(9, '192.0.2.1');
    expect(isOpen('192.0.2.1')).toBe(true);
    fail(1, '192.0.2.1');
    expect(isOpen('192.0.2.1')).toBe(false);
    expect(isOpen('192.0.2.2')).toBe(true);
  });

  it('blocks an account wherever the attempts come from', () => {
    const { fail, isOpen } = limiterAt(0);
    for (let address = 0; address < 10; address++) fail(1, `192.0.2.${address}`, 'user ann');
    expect(isOpen('203.0.113.1', 'user ann')).toBe(false);
    expect(isOpen('203.0.113.1', 'user bob')).toBe(true);
  });

  it('counts attempts that have not ended, and takes back none but the one that went well', () => {
    const { limiter, fail, isOpen } = limiterAt(0);
    const first = limiter.attempt(['192.0.2.1']);
    fail(9, '192.0.2.1');
    expect(isOpen('192.0.2.1')).toBe(false);
    first?.succeeded();
    expect(isOpen('192.0.2.1')).toBe(true);
    fail(1, '192.0.2.1');
    expect(isOpen('192.0.2.1')).toBe(false);
  });

  it('forgets failures after a minute', () => {
    const { fail, isOpen, clock } = limiterAt(0);
    fail(10, '192.0.2.1');
    clock.time = 60_001;
    expect(isOpen('192.0.2.1')).toBe(true);
  });

  it('keeps the address that fails most recently when many do', () => {
    const { fail, isOpen } = limiterAt(0);
    fail(10, '192.0.2.1');
    for (let count = 0; count < 999; count++) fail(1, `198.51.100.${count}`);
    expect(isOpen('192.0.2.1')).toBe(false);
    fail(1, '203.0.113.1');
    expect(isOpen('192.0.2.1')).toBe(true);
  });
});
