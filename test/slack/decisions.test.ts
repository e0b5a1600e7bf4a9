import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Incident } from '../../src/domain/incident.ts';
import { waitFor } from '../parts/wait.ts';
import { approve, type DecisionsRig, startDecisionsRig } from './decisions-rig.ts';

let rig: DecisionsRig;
beforeEach(async () => {
  rig = await startDecisionsRig();
});
afterEach(() => rig.close());

const by = (incident: Incident) =>
  incident.decisions.map(({ decision, by: who, channel, reason }) => [decision, who.name, channel, reason]);
/** Undefined: over Socket Mode. */
const ways = [
  ['Socket Mode', () => undefined],
  ['HTTP', () => rig.http()],
] as const;

describe.each(ways)('a decision over %s', (_name, at) => {
  it('is stored before the click is acknowledged', async () => {
    const message = await rig.asked();
    let stored = -1;
    rig.deciding.do = async () => {
      stored = (await rig.incident()).decisions.length;
      await sleep(200);
    };
    const { acknowledged } = await rig.slack.click('U0ALICE', message, approve, at());
    expect(acknowledged).toBe(true);
    expect(stored).toBe(0);
    expect(by(await rig.incident())).toEqual([['approve', 'alice', 'slack', undefined]]);
  });

  it.each(['deny', 'hand-over'] as const)('to %s asks why, and keeps the reason', async (decision) => {
    const message = await rig.asked();
    await rig.slack.click('U0ALICE', message, `firebreak.${decision}`, at());
    expect((await rig.incident()).decisions).toEqual([]);
    const { answer } = await rig.slack.submit('U0ALICE', 'It hides the leak', at());
    expect(answer ?? {}).toEqual({});
    expect(by(await rig.incident())).toEqual([[decision, 'alice', 'slack', 'It hides the leak']]);
  });

  it('of somebody whom the policy does not know is none, and they are told', async () => {
    const message = await rig.asked();
    const { acknowledged } = await rig.slack.click('U0STRANGER', message, approve, at());
    expect(acknowledged).toBe(true);
    await waitFor(() => rig.slack.state.ephemerals.length === 1, { what: 'the explanation' });
    expect(rig.slack.state.ephemerals[0]).toMatchObject({
      user: 'U0STRANGER',
      text: expect.stringContaining('Nothing was decided') as string,
    });
    expect((await rig.incident()).decisions).toEqual([]);
  });

  it('by the same person in Slack and elsewhere counts once', async () => {
    rig.state.policies = {
      ...rig.state.policies,
      limits: { ...rig.state.policies.limits, approvalsNeeded: { low: 2, medium: 2, high: 2 } },
    };
    const message = await rig.asked();
    await rig.decide(await rig.incident());
    await rig.slack.click('U0ALICE', message, approve, at());
    expect((await rig.incident()).decisions).toHaveLength(1);
    await rig.slack.click('U0BOB', message, approve, at());
    expect((await rig.incident()).decisions.map((each) => each.by.name)).toEqual(['alice', 'bob']);
  });

  it.each([
    ['the proposal expired', async () => rig.clock.advance(24 * 3_600_000)],
    ['somebody denied it', async () => rig.decide(await rig.incident(), 'deny')],
    ['the alert ended', async () => rig.notify('KubePodCrashLooping', { status: 'resolved' })],
  ])('is refused after %s', async (_what, happens) => {
    const message = await rig.asked();
    await happens();
    const before = (await rig.incident()).decisions.length;
    await rig.slack.click('U0BOB', message, approve, at());
    await waitFor(() => rig.slack.state.ephemerals.length === 1, { what: 'the explanation' });
    expect((await rig.incident()).decisions).toHaveLength(before);
  });

  it('in a dialog that comes too late says so in the dialog', async () => {
    const message = await rig.asked();
    await rig.slack.click('U0ALICE', message, 'firebreak.deny', at());
    await rig.decide(await rig.incident(), 'deny');
    const { answer } = await rig.slack.submit('U0ALICE', 'too late', at());
    expect(answer).toMatchObject({ response_action: 'errors' });
  });
});
