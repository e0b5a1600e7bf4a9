import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Incident } from '../../src/domain/incident.ts';
import { alice, type Rig, startRig } from '../support/response-rig.ts';

const bob = { kind: 'person', name: 'bob' } as const;
const ci = { kind: 'token', name: 'ci' } as const;

let rig: Rig;
let waiting: Incident;
beforeEach(async () => {
  rig = await startRig();
});
afterEach(() => rig.close());

async function propose(people: number) {
  const { limits } = rig.state.policies;
  rig.state.policies = {
    ...rig.state.policies,
    limits: { ...limits, approvalsNeeded: { low: people, medium: people, high: people } },
  };
  await rig.notify('KubePodCrashLooping');
  waiting = await rig.reach('awaiting-approval');
}

describe('two decisions at once', () => {
  it('takes one of two approvals', async () => {
    await propose(1);
    const results = await Promise.all([rig.decide(waiting), rig.decide(waiting, 'approve', bob)]);
    expect(results.map((result) => (result.ok ? 'ok' : result.reason)).sort()).toEqual([
      'decision.already-decided',
      'ok',
    ]);
  });

  it('takes one of an approval and a denial, and does what that one says', async () => {
    await propose(1);
    const [denied, approved] = await Promise.all([
      rig.decide(waiting, 'deny', bob),
      rig.decide(waiting, 'approve'),
    ]);
    expect([denied.ok, approved.ok]).toEqual([true, false]);
    expect(await rig.reach('closed')).toMatchObject({ outcome: 'denied' });
    expect(rig.cluster.writes).toHaveLength(0);
  });

  it('lets the end of the alerts win over an approval that is not carried out yet', async () => {
    await propose(1);
    await rig.decide(waiting);
    await rig.notify('KubePodCrashLooping', { status: 'resolved' });
    expect(await rig.reach('closed')).toMatchObject({ outcome: 'self-resolved' });
    expect(rig.cluster.writes).toHaveLength(0);
  });

  it('refuses a decision on a proposal that came back under another hash', async () => {
    await propose(1);
    rig.state.judging = async () => {
      rig.state.policies = { ...rig.state.policies, version: 'another' };
    };
    await rig.decide(waiting);
    await rig.reach('executing');
    await rig.step();
    await rig.step();
    const returned = await rig.reach('awaiting-approval');
    expect(returned.proposal?.hash).not.toBe(waiting.proposal?.hash);
    expect(await rig.decide(waiting, 'approve', bob)).toMatchObject({ reason: 'decision.stale' });
    expect(returned.state).toBe('awaiting-approval');
  });
});

describe('approvals that take two people', () => {
  it('counts a person once, however the name is written', async () => {
    await propose(2);
    await rig.decide(waiting);
    const again = await rig.decide(waiting, 'approve', { kind: 'person', name: ' ＡLICE ' });
    expect(again).toMatchObject({ reason: 'decision.same-person' });
  });

  it('tells a token that its approval does not count, before and after a person', async () => {
    await propose(2);
    expect(await rig.decide(waiting, 'approve', ci)).toMatchObject({ kind: 'forbidden' });
    await rig.decide(waiting);
    expect(await rig.decide(waiting, 'approve', ci)).toMatchObject({ kind: 'forbidden' });
    expect((await rig.incident()).decisions.map(({ by }) => by)).toEqual([alice]);
  });

  it('lets a token deny what a person approved', async () => {
    await propose(2);
    await rig.decide(waiting);
    await rig.decide(waiting, 'deny', ci);
    expect(await rig.reach('closed')).toMatchObject({ outcome: 'denied' });
  });
});
