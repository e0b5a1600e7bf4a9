import { randomBytes } from 'node:crypto';
import type { Clock, Ids } from '../ports/clock.ts';

/** The machine's own time. */
export const systemClock: Clock = { now: () => new Date() };

/** Ids of a time part (milliseconds, base 36, sorts by time for centuries) and 80 random bits. */
export function createIds(clock: Clock): Ids {
  return {
    next(prefix) {
      const time = clock.now().getTime().toString(36).padStart(9, '0');
      return `${prefix}_${time}${randomBytes(10).toString('hex')}`;
    },
  };
}
