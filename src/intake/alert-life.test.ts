import { describe, expect, it } from 'vitest';
import { meaningOf } from './alert-life.ts';

const at = (minute: number) => `2026-03-04T02:${String(minute).padStart(2, '0')}:00.000Z`;
const firing = (startsAt: string) => ({ status: 'firing', startsAt }) as const;
const resolved = (startsAt: string, endsAt: string) => ({ status: 'resolved', startsAt, endsAt }) as const;

const soon = 1_000;

describe('what a notification means', () => {
  it('begins a life where none is known', () => {
    expect(meaningOf(undefined, firing(at(1)), soon)).toBe('begins');
  });

  it('says nothing of an alert that ended before we heard of it', () => {
    expect(meaningOf(undefined, resolved(at(1), at(2)), soon)).toBe('stale');
  });

  it('continues an open alert, even when the other Alertmanager tells another start', () => {
    expect(meaningOf(firing(at(1)), firing(at(1)), soon)).toBe('continues');
    expect(meaningOf(firing(at(1)), firing(at(3)), soon)).toBe('continues');
  });

  it('ends an open alert', () => {
    expect(meaningOf(firing(at(1)), resolved(at(1), at(5)), soon)).toBe('ends');
  });

  it('ignores the end of an earlier life that arrives late', () => {
    expect(meaningOf(firing(at(10)), resolved(at(1), at(5)), soon)).toBe('stale');
  });

  it('ignores a doubled end', () => {
    expect(meaningOf(resolved(at(1), at(5)), resolved(at(1), at(5)), soon)).toBe('stale');
  });

  it('ignores firing that was sent before the end but arrives after it', () => {
    expect(meaningOf(resolved(at(1), at(5)), firing(at(1)), soon)).toBe('stale');
    expect(meaningOf(resolved(at(1), at(5)), firing(at(2)), soon)).toBe('stale');
  });

  it('begins the next life when startsAt lies at or after the known end', () => {
    expect(meaningOf(resolved(at(1), at(5)), firing(at(5)), soon)).toBe('begins');
    expect(meaningOf(resolved(at(1), at(5)), firing(at(9)), soon)).toBe('begins');
  });

  it('believes an old startsAt that still fires long after the end: Alertmanager had only lost sight of it', () => {
    const late = 5 * 60_000;
    expect(meaningOf(resolved(at(1), at(5)), firing(at(1)), late)).toBe('begins');
    expect(meaningOf(resolved(at(1), at(5)), resolved(at(1), at(5)), late)).toBe('stale');
  });
});
