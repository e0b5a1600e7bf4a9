import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Guardrail } from '../../src/guardrails/guardrail.ts';
import { alice, type Rig, startRig } from '../support/response-rig.ts';

const sole: Guardrail = {
  layer: 'approval',
  judge: async () => ({ layer: 'approval', outcome: 'hold', reason: 'approval.sole-approver', message: '' }),
};

let rig: Rig;
beforeEach(async () => {
  rig = await startRig();
  rig.state.guardrails = [...rig.state.guardrails, sole];
  await rig.notify('KubePodCrashLooping');
});
afterEach(() => rig.close());

async function approvedAlone() {
  const waiting = await rig.reach('awaiting-approval');
  const signedIn = { ...alice, via: 'local', signedInAt: rig.clock.now().toISOString() } as const;
  expect(await rig.decide(waiting, 'approve', signedIn)).toMatchObject({ ok: true });
  return waiting;
}

describe('what the only approver approves', () => {
  it('is written after the waiting time, and not before', async () => {
    await approvedAlone();
    rig.clock.advance(599_000);
    await rig.step();
    expect((await rig.incident()).state).toBe('awaiting-approval');
    expect(rig.cluster.writes).toHaveLength(0);
    rig.clock.advance(2_000);
    await rig.reach('verifying');
    expect(rig.limit()).toBe('512Mi');
  });

  it('can be denied until then', async () => {
    const waiting = await approvedAlone();
    await rig.step();
    expect(await rig.decide(waiting, 'deny')).toMatchObject({ ok: true });
    expect(await rig.reach('closed')).toMatchObject({ outcome: 'denied' });
    expect(rig.cluster.writes).toHaveLength(0);
  });

  it('takes somebody who has just signed in', async () => {
    const waiting = await rig.reach('awaiting-approval');
    expect(await rig.decide(waiting)).toMatchObject({ ok: false, reason: 'decision.fresh-sign-in' });
  });
});
