import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { wakeFollowers } from '../../../src/store/following.ts';
import { type PullRequestRig, repository, startPullRequestRig } from '../response-rig.ts';

let rig: PullRequestRig;
beforeEach(async () => {
  rig = await startPullRequestRig();
});
afterEach(() => rig.close());

/** Follows a pull request that nobody has to look at for a while. */
async function followed(): Promise<{ readonly id: string; readonly branch: string }> {
  await rig.approved();
  const { id } = await rig.reach('following');
  await rig.step();
  expect(await rig.step()).toBe(false);
  const [branch = ''] = rig.host.opened.keys();
  return { id, branch };
}

describe("GitHub's word that a pull request has changed", () => {
  it('has the incident look at it at once, and what is true is read at the host', async () => {
    const { id, branch } = await followed();
    rig.host.change({ state: 'closed', endedBy: 'ann' });
    const woken = await wakeFollowers(
      rig.db,
      { repository: repository.toUpperCase(), branch },
      rig.clock.now(),
    );
    expect(woken).toEqual([id]);
    await rig.step();
    expect(await rig.incident(id)).toMatchObject({ state: 'closed', outcome: 'denied' });
  });

  it('changes nothing by itself: whoever says "closed" of an open one is not believed', async () => {
    const { id, branch } = await followed();
    await wakeFollowers(rig.db, { repository, branch }, rig.clock.now());
    await rig.step();
    expect(await rig.incident(id)).toMatchObject({ state: 'following' });
  });

  it.each([
    ['another repository', 'acme/other', undefined],
    ['another branch', repository, 'firebreak/0123456789abcdef'],
  ])('is for nobody where it is about %s', async (_what, named, other) => {
    const { branch } = await followed();
    const woken = await wakeFollowers(
      rig.db,
      { repository: named, branch: other ?? branch },
      rig.clock.now(),
    );
    expect(woken).toEqual([]);
    expect(await rig.step()).toBe(false);
  });
});
