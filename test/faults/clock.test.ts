import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Incident, type IncidentState, incidentStates } from '../../src/domain/incident.ts';
import { correlateWaiting } from '../../src/intake/correlate.ts';
import { claimDue } from '../../src/store/claims.ts';
import { startPullRequestRig } from '../pull-requests/response-rig.ts';
import { type Rig, startRig } from '../support/response-rig.ts';

const hour = 3_600_000;

let rig: Rig;
beforeEach(async () => {
  rig = await startRig();
});
afterEach(() => rig.close());

/** Lets people approve what waits, and the change help, until the incident is closed. */
async function mended(): Promise<Incident> {
  rig.state.condition = 'gone';
  const incident = await rig.incident();
  if (['settling', 'investigating', 'reviewing', 'awaiting-approval'].includes(incident.state)) {
    rig.state.condition = 'holds';
    await rig.decide(await rig.reach('awaiting-approval'));
    rig.state.condition = 'gone';
  }
  return rig.reach('closed');
}

async function fireUntil(state: IncidentState): Promise<void> {
  await rig.notify('KubePodCrashLooping');
  if (['executing', 'verifying'].includes(state)) {
    await rig.decide(await rig.reach('awaiting-approval'));
  }
  await rig.reach(state);
}

describe('a clock that is set back by an hour', () => {
  // `reach` gives up long before the hour is over: whatever waits for it is frozen.
  it.each(incidentStates.filter((state) => state !== 'following' && state !== 'closed'))(
    'does not freeze an incident that is %s',
    async (state) => {
      await fireUntil(state);
      rig.clock.advance(-hour);
      expect(await mended()).toMatchObject({ outcome: 'fixed' });
      expect(rig.cluster.writes).toHaveLength(1);
    },
  );

  it('does not freeze an incident that is following', async () => {
    const followed = await startPullRequestRig();
    await followed.approved();
    await followed.reach('following');
    await followed.step();

    followed.clock.advance(-hour);
    followed.host.change({ state: 'merged' });
    await followed.reach('verifying');
    expect(followed.cluster.writes).toEqual([]);
    await followed.close();
  });

  it('does not freeze an incident whose worker has died', async () => {
    await fireUntil('executing');
    await claimDue(rig.db, { name: 'dead', now: rig.clock.now(), leaseMilliseconds: 30_000 });
    rig.clock.advance(-hour);
    expect(await mended()).toMatchObject({ outcome: 'fixed' });
  });

  it('does not freeze an incident whose stage fails, nor give it up in a hurry', async () => {
    await rig.notify('KubePodCrashLooping');
    await rig.reach('investigating');
    let tries = 0;
    rig.state.investigate = async () => {
      tries += 1;
      throw new TypeError('a bug');
    };
    rig.clock.advance(-hour);
    for (let look = 0; look < 5; look += 1) await rig.step();
    expect(tries).toBe(1);
    rig.state.investigate = async () => {};
    expect(await mended()).toMatchObject({ outcome: 'fixed' });
  });

  it('does not keep an alert from its incident', async () => {
    rig.clock.advance(hour);
    await rig.receive('KubePodCrashLooping');
    rig.clock.advance(-hour);
    await rig.step();
    await correlateWaiting(rig.correlation);
    expect((await rig.incident()).alerts).toHaveLength(1);
  });

  it('does not keep a change that is being verified from being called good', async () => {
    await fireUntil('verifying');
    rig.state.condition = 'gone';
    await rig.step();
    expect((await rig.incident()).verification).toHaveProperty('holdsSince');
    rig.clock.advance(-hour);
    expect(await rig.reach('closed')).toMatchObject({ outcome: 'fixed' });
  });

  it('does not keep a change that did not help from being called so', async () => {
    await fireUntil('verifying');
    rig.clock.advance(-hour);
    expect(await rig.reach('awaiting-approval')).toMatchObject({ proposal: { purpose: 'undo' } });
  });
});

describe('a clock that is set forward by an hour', () => {
  it('lets no approval of before be used', async () => {
    await rig.approved();
    await rig.reach('executing');
    rig.clock.advance(hour);
    expect(await rig.reach('awaiting-approval')).toMatchObject({
      proposal: { changedSince: expect.stringContaining('approval is older') as string },
    });
    expect(rig.cluster.writes).toHaveLength(0);
  });

  it('lets what nobody could decide on expire, and takes the alert up again', async () => {
    await rig.notify('KubePodCrashLooping');
    await rig.reach('awaiting-approval');
    rig.clock.advance(hour);
    expect(await rig.reach('closed')).toMatchObject({ outcome: 'expired' });
    rig.clock.advance(hour);
    await rig.notify('KubePodCrashLooping');
    expect(await rig.incident()).toMatchObject({ state: 'settling' });
  });
});
