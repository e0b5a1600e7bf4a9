import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Clock, Ids } from '../ports/clock.ts';

/** The machine's own time. */
export const systemClock: Clock = { now: () => new Date() };

/** Resolves after so long; rejects when the signal is aborted. */
export async function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  await setTimeout(milliseconds, undefined, { signal });
}

/** Ids of a time part (milliseconds, base 36, sorts by time for centuries) and 80 random bits. */
export function createIds(clock: Clock): Ids {
  return {
    next(prefix) {
      const time = clock.now().getTime().toString(36).padStart(9, '0');
      return `${prefix}_${time}${randomBytes(10).toString('hex')}`;
    },
  };
}
