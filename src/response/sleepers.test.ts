import { describe, expect, it } from 'vitest';
import { createSleepers } from './sleepers.ts';

const longer = 3_600_000;

describe('those who wait for something to do', () => {
  it('are all woken', async () => {
    const sleepers = createSleepers();
    const sleeping = [sleepers.sleep(longer, 0), sleepers.sleep(longer, 0)];
    sleepers.wake();
    await expect(Promise.all(sleeping)).resolves.toHaveLength(2);
  });

  it('do not sleep through a call that came before they lay down', async () => {
    const sleepers = createSleepers();
    const seen = sleepers.calls();
    sleepers.wake();
    await expect(sleepers.sleep(longer, seen)).resolves.toBeUndefined();
  });

  it('wake by themselves when their time is over', async () => {
    const sleepers = createSleepers();
    await expect(sleepers.sleep(1, sleepers.calls())).resolves.toBeUndefined();
  });
});
