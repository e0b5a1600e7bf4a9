import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { setStopped } from '../../src/store/stop-switch.ts';
import { alice, type Rig, startRig } from '../support/response-rig.ts';

const hour = 3_600_000;

let rig: Rig;
let investigations: number;
beforeEach(async () => {
  rig = await startRig();
  investigations = 0;
  rig.state.investigate = async () => {
    investigations += 1;
  };
});
afterEach(() => rig.close());

const pull = () => setStopped(rig.db, true, alice, rig.clock.now());
const release = () => setStopped(rig.db, false, alice, rig.clock.now());

/** Works and lets time pass for hours, whatever comes of it. */
async function hoursPass(hours = 3) {
  for (let minute = 0; minute < hours * 60; minute += 5) {
    while (await rig.step());
    rig.clock.advance(hour / 12);
  }
  while (await rig.step());
}

describe('an incident while the stop switch is on', () => {
  it('is investigated, waits for as long as that lasts, and is investigated again at the release', async () => {
    await pull();
    await rig.notify('KubePodCrashLooping');
    await hoursPass();
    expect((await rig.incident()).state).toBe('reviewing');
    expect(investigations).toBe(1);
    expect((await rig.ledger()).filter((type) => type === 'proposal.held')).toHaveLength(1);

    await release();
    const asked = await rig.reach('awaiting-approval');
    expect(investigations).toBe(2);
    await rig.decide(asked);
    await rig.reach('verifying');
    expect(rig.limit()).toBe('512Mi');
  });

  it('closes as healed when its alert ends', async () => {
    await pull();
    await rig.notify('KubePodCrashLooping');
    await rig.reach('reviewing');
    await rig.notify('KubePodCrashLooping', { status: 'resolved' });
    expect(await rig.reach('closed')).toMatchObject({ outcome: 'self-resolved' });
  });

  it('cannot be approved, and says why; it can be denied', async () => {
    await rig.notify('KubePodCrashLooping');
    const asked = await rig.reach('awaiting-approval');
    await pull();
    expect(await rig.decide(asked)).toMatchObject({ kind: 'conflict', reason: 'decision.stopped' });
    expect((await rig.incident()).decisions).toEqual([]);
    expect(await rig.decide(asked, 'deny')).toMatchObject({ ok: true });
    expect(await rig.reach('closed')).toMatchObject({ outcome: 'denied' });
  });

  it('does not expire: nobody could have approved it', async () => {
    await rig.notify('KubePodCrashLooping');
    const asked = await rig.reach('awaiting-approval');
    await pull();
    await hoursPass();
    expect((await rig.incident()).state).toBe('reviewing');

    await release();
    const again = await rig.reach('awaiting-approval');
    expect(investigations).toBe(2);
    expect(again.proposal?.hash).not.toBe(asked.proposal?.hash);
  });

  it('that was approved before writes nothing, and asks anew after the release', async () => {
    await rig.approved();
    await pull();
    await hoursPass(1);
    expect(rig.cluster.writes).toHaveLength(0);
    expect((await rig.incident()).state).toBe('reviewing');

    await release();
    const asked = await rig.reach('awaiting-approval');
    expect(rig.cluster.writes).toHaveLength(0);
    await rig.decide(asked);
    await rig.reach('verifying');
    expect(rig.cluster.writes).toHaveLength(1);
  });

  it('whose change is to be taken back keeps that wish, and asks for it after the release', async () => {
    const { id } = await rig.approved();
    rig.state.condition = 'gone';
    const fixed = await rig.reach('closed', id);
    await pull();
    await rig.undo(fixed);
    await hoursPass(1);
    expect(await rig.incident(id)).toMatchObject({ state: 'reviewing', draft: { purpose: 'undo' } });

    await release();
    const asked = await rig.reach('awaiting-approval', id);
    expect(asked.proposal?.purpose).toBe('undo');
    expect(investigations).toBe(1);
  });
});
