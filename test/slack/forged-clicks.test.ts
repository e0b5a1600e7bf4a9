import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { postInteraction, postSigned, signedInteraction } from '../parts/fake-slack-signing.ts';
import { waitFor } from '../parts/wait.ts';
import { web } from '../support/response-rig.ts';
import { approve, type DecisionsRig, startDecisionsRig } from './decisions-rig.ts';

let rig: DecisionsRig;
beforeEach(async () => {
  rig = await startDecisionsRig();
});
afterEach(() => rig.close());

describe('what is not from Slack, or not for the first time', () => {
  const about = async () => {
    const { id, proposal } = await rig.incident();
    return JSON.stringify({ incident: id, proposal: proposal?.id, hash: proposal?.hash });
  };
  const click = async (value: string) => ({
    type: 'block_actions',
    user: { id: 'U0ALICE' },
    trigger_id: 't',
    actions: [{ action_id: approve, value }],
  });

  it('is refused: forged, unsigned, too old', async () => {
    await rig.asked();
    const payload = await click(await about());
    const now = rig.clock.now().getTime();
    expect(
      (await postInteraction(rig.http(), payload, { now, secret: 'a guess of the secret' })).status,
    ).toBe(401);
    expect((await postInteraction(rig.http(), payload, { now: now - 400_000 })).status).toBe(401);
    expect(
      (
        await postSigned(rig.http(), {
          ...signedInteraction(payload, { now }),
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
        })
      ).status,
    ).toBe(401);
    expect((await rig.incident()).decisions).toEqual([]);
  });

  it('is refused: a stolen request, sent again', async () => {
    await rig.asked();
    const stolen = signedInteraction(await click(await about()), { now: rig.clock.now().getTime() });
    expect((await postSigned(rig.http(), stolen)).status).toBe(200);
    expect((await postSigned(rig.http(), stolen)).status).toBe(401);
    expect((await rig.incident()).decisions).toHaveLength(1);
  });

  describe('a stolen request, sent again after a restart has forgotten it', () => {
    const needsTwo = () => {
      const { limits } = rig.state.policies;
      const approvalsNeeded = { low: 2, medium: 2, high: 2 };
      rig.state.policies = { ...rig.state.policies, limits: { ...limits, approvalsNeeded } };
    };
    /** Alice's click, as it went over the wire, and a way to send it to a service that has not seen it. */
    async function stolenClick() {
      await rig.asked();
      const stolen = signedInteraction(await click(await about()), { now: rig.clock.now().getTime() });
      expect((await postSigned(rig.http(), stolen)).status).toBe(200);
      return async () => {
        await rig.restartHttp();
        return postSigned(rig.http(), stolen);
      };
    }

    it('is not the second person', async () => {
      needsTwo();
      const replay = await stolenClick();
      expect((await replay()).status).toBe(200);
      expect((await rig.incident()).decisions).toHaveLength(1);
      await waitFor(() => rig.slack.state.ephemerals.length === 1, { what: 'the explanation' });
    });

    it('does not approve what was sent back since, nor write it', async () => {
      const replay = await stolenClick();
      rig.cluster.put({
        ...web,
        metadata: { ...web.metadata, labels: { ...web.metadata.labels, team: 'shop' } },
      });
      await rig.reach('executing');
      await rig.reach('awaiting-approval');
      expect((await replay()).status).toBe(200);
      expect((await rig.incident()).decisions).toHaveLength(1);
      await rig.step();
      expect((await rig.incident()).state).toBe('awaiting-approval');
      expect(rig.cluster.writes).toHaveLength(0);
    });

    it('writes nothing again of what has run', async () => {
      const replay = await stolenClick();
      rig.state.condition = 'gone';
      await rig.reach('closed');
      expect((await replay()).status).toBe(200);
      await rig.step();
      expect(rig.cluster.writes).toHaveLength(1);
      expect((await rig.incident()).decisions).toHaveLength(1);
    });
  });

  it.each([
    [
      'another hash',
      (value: string) => JSON.stringify({ ...(JSON.parse(value) as object), hash: 'sha256:other' }),
    ],
    ['no JSON', () => 'approve everything'],
    [
      'another incident',
      (value: string) => JSON.stringify({ ...(JSON.parse(value) as object), incident: 'inc_other' }),
    ],
  ])('decides nothing with a value of %s, though signed', async (_what, changed) => {
    await rig.asked();
    const payload = await click(changed(await about()));
    const { status } = await postInteraction(rig.http(), payload, { now: rig.clock.now().getTime() });
    expect(status).toBe(200);
    expect((await rig.incident()).decisions).toEqual([]);
  });
});
