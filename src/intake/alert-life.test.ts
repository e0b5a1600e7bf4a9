import { describe, expect, it } from 'vitest';
import { meaningOf } from './alert-life.ts';

const at = (minute: number) => `2026-03-04T02:${String(minute).padStart(2, '0')}:00.000Z`;
const firing = (startsAt: string) => ({ status: 'firing', startsAt }) as const;
const resolved = (startsAt: string, endsAt: string) => ({ status: 'resolved', startsAt, endsAt }) as const;

describe('what a notification means', () => {
  it('begins a life where none is known', () => {
    expect(meaningOf(undefined, firing(at(1)))).toBe('begins');
  });

  it('says nothing of an alert that ended before we heard of it', () => {
    expect(meaningOf(undefined, resolved(at(1), at(2)))).toBe('stale');
  });

  it('continues an open alert, even when the other Alertmanager tells another start', () => {
    expect(meaningOf(firing(at(1)), firing(at(1)))).toBe('continues');
    expect(meaningOf(firing(at(1)), firing(at(3)))).toBe('continues');
  });

  it('ends an open alert', () => {
    expect(meaningOf(firing(at(1)), resolved(at(1), at(5)))).toBe('ends');
  });

  it('ignores the end of an earlier life that arrives late', () => {
    expect(meaningOf(firing(at(10)), resolved(at(1), at(5)))).toBe('stale');
  });

  it('ignores a doubled end', () => {
    expect(meaningOf(resolved(at(1), at(5)), resolved(at(1), at(5)))).toBe('stale');
  });

  it('ignores firing that was sent before the end but arrives after it', () => {
    expect(meaningOf(resolved(at(1), at(5)), firing(at(1)))).toBe('stale');
    expect(meaningOf(resolved(at(1), at(5)), firing(at(2)))).toBe('stale');
  });

  it('begins the next life when startsAt lies at or after the known end', () => {
    expect(meaningOf(resolved(at(1), at(5)), firing(at(5)))).toBe('begins');
    expect(meaningOf(resolved(at(1), at(5)), firing(at(9)))).toBe('begins');
  });
});
