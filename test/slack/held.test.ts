import { afterEach, beforeEach, expect, it } from 'vitest';
import { type SlackRig, startSlackRig } from './slack-rig.ts';

const hour = 3_600_000;

let rig: SlackRig;
beforeEach(async () => {
  rig = await startSlackRig({ limits: false });
});
afterEach(() => rig.close());

it('a freeze is said in the channel once, until when, and gives way to the question at its end', async () => {
  const now = rig.clock.now().getTime();
  const freeze = {
    name: 'year-end',
    from: new Date(now - hour).toISOString(),
    to: new Date(now + 6 * hour).toISOString(),
    source: { file: 'policies/test.yaml', line: 1 },
  };
  rig.state.policies = {
    ...rig.state.policies,
    limits: { ...rig.state.policies.limits, freezes: [freeze] },
  };
  await rig.start();
  await rig.notify('KubePodCrashLooping');
  await rig.reach('reviewing');
  while (await rig.step());
  await rig.settled();

  const [message] = rig.slack.messages();
  if (message === undefined) throw new Error('no message');
  const told = () => rig.slack.replies(message).filter(({ broadcast }) => broadcast);
  expect(JSON.stringify(message.attachments)).toContain('*On hold until');
  expect(told().map(({ text }) => text)).toEqual([expect.stringContaining('On hold')]);

  rig.clock.advance(7 * hour);
  await rig.reach('awaiting-approval');
  await rig.settled();
  const [shown] = rig.slack.messages();
  expect(shown?.text).toContain('Waiting for approval');
  expect(JSON.stringify(shown?.attachments)).not.toContain('On hold');
  expect(told()).toHaveLength(2);
});
