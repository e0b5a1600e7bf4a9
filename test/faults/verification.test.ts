import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Rig, startRig } from '../support/response-rig.ts';

let rig: Rig;
beforeEach(async () => {
  rig = await startRig();
  await rig.approved();
  await rig.reach('verifying');
});
afterEach(() => rig.close());

/** One look, and the time until the next one. */
async function look(seconds: number) {
  await rig.step();
  rig.clock.advance(seconds * 1000);
  return rig.incident();
}

describe('a verification', () => {
  it('lets what holds at the deadline show that it lasts', async () => {
    await look(58);
    rig.state.condition = 'gone';
    await look(4);
    expect((await look(4)).state).toBe('verifying');
    await look(4);
    expect(await look(0)).toMatchObject({ state: 'closed', outcome: 'fixed' });
  });

  it('fails on what flaps past the deadline, and says what did not hold', async () => {
    await look(58);
    rig.state.condition = 'gone';
    await look(4);
    rig.state.condition = 'holds';
    const failed = await look(0);
    expect(failed).toMatchObject({ verification: { status: 'failed' } });
    expect(failed.note).toContain('still holds');
  });

  it('counts only unbroken time', async () => {
    rig.state.condition = 'gone';
    await look(8);
    rig.state.condition = 'holds';
    await look(1);
    rig.state.condition = 'gone';
    await look(8);
    expect((await look(0)).state).toBe('verifying');
  });

  it('does not blame the change for an API server that was away beyond the deadline', async () => {
    rig.cluster.away = true;
    for (let round = 0; round < 40; round += 1) await look(5);
    rig.cluster.away = false;
    await look(2);
    rig.state.condition = 'gone';
    expect(await rig.reach('closed')).toMatchObject({ outcome: 'fixed' });
  });

  it('ends even if the API server never comes back', async () => {
    rig.cluster.away = true;
    for (let minute = 0; minute < 7; minute += 1) await look(60);
    expect((await rig.incident()).verification).toMatchObject({ status: 'failed' });
  });
});
