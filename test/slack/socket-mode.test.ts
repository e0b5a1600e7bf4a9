import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { waitFor } from '../parts/wait.ts';
import { approve, type DecisionsRig, startDecisionsRig } from './decisions-rig.ts';

let rig: DecisionsRig;
beforeEach(async () => {
  rig = await startDecisionsRig();
});
afterEach(() => rig.close());

describe('Socket Mode', () => {
  it('keeps listening over one connection while Slack renews the other, and opens it again', async () => {
    const message = await rig.asked();
    const [first] = rig.slack.sockets();
    first?.close();
    const { acknowledged } = await rig.slack.click('U0ALICE', message, approve);
    expect(acknowledged).toBe(true);
    await waitFor(() => rig.slack.sockets().length === 2, { what: 'the second connection again' });
  });

  it('comes back by itself after Slack was away', async () => {
    rig.slack.away(true);
    await waitFor(() => rig.sockets.health().connected === 0, { what: 'the loss to be noticed' });
    rig.slack.away(false);
    await waitFor(() => rig.sockets.health().connected === 2, { what: 'both connections again' });
  });

  it('knows when it last heard from Slack', async () => {
    const heard = await waitFor(() => rig.sockets.health().lastPong, { what: 'a pong' });
    expect(heard).toEqual(rig.clock.now());
  });
});
