import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mostTries, pauseAfterCrash } from '../../src/response/worker.ts';
import { claimDue } from '../../src/store/claims.ts';
import { freeLeases } from '../../src/store/free-leases.ts';
import { type Rig, startRig } from '../support/response-rig.ts';

let rig: Rig;
beforeEach(async () => {
  rig = await startRig();
  await rig.notify('KubePodCrashLooping');
  rig.clock.advance(30_000);
  await rig.step();
});
afterEach(() => rig.close());

/** The process goes down while it holds whatever is due, and another starts: true where it did hold something. */
async function crash(): Promise<boolean> {
  const now = rig.clock.now();
  const lease = await claimDue(rig.db, { name: 'worker-1', now, leaseMilliseconds: 30_000 });
  await freeLeases(rig.db, now, (tries) => pauseAfterCrash(tries, rig.worker.retryMilliseconds));
  return lease !== undefined;
}

describe('a process that goes down while it works on an incident', () => {
  it('goes on at once when it has started again', async () => {
    await crash();
    await rig.step();
    expect((await rig.incident()).state).toBe('reviewing');
  });

  it('does not use up the tries of the incident, however often it is killed within minutes', async () => {
    const minutes = 10;
    let held = 0;
    for (let second = 0; second < minutes * 60; second += 1) {
      if (await crash()) held += 1;
      rig.clock.advance(1_000);
    }
    expect(held).toBeLessThan(mostTries);
    await rig.reach('awaiting-approval');
  });

  it('hands an incident over that takes it down each time, in the end', async () => {
    let crashes = 0;
    for (let look = 0; look < 40; look += 1) {
      if (crashes === mostTries) await rig.step();
      else if (await crash()) crashes += 1;
      rig.clock.advance(60_000);
    }
    expect(await rig.incident()).toMatchObject({
      state: 'closed',
      outcome: 'handed-over',
      note: expect.stringContaining(`investigating failed ${mostTries} times in a row`) as string,
    });
  });

  it('lets the others go on while one rests', async () => {
    await crash();
    await crash();
    await rig.notify('Another', { deployment: 'other' });
    const other = await rig.incident();
    rig.clock.advance(1_000);
    for (let step = 0; step < 3; step += 1) await rig.step();
    const states = await rig.db.selectFrom('incidents').select(['id', 'state']).orderBy('id').execute();
    expect(states.find(({ id }) => id !== other.id)?.state).toBe('investigating');
    rig.clock.advance(30_000);
    expect((await rig.reach('awaiting-approval', other.id)).state).toBe('awaiting-approval');
  });
});
