import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Limits } from '../../src/guardrails/policies/policies.ts';
import { setStopped } from '../../src/store/stop-switch.ts';
import { deployment } from '../support/allowlist.ts';
import { alice, raise, type Rig, startRig } from '../support/response-rig.ts';

const minute = 60_000;
const hour = 60 * minute;

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

/** The policies with other limits, as after a reload. */
function limit(changed: Partial<Limits>) {
  const { policies } = rig.state;
  const version = `${policies.version}+`;
  rig.state.policies = { ...policies, version, limits: { ...policies.limits, ...changed } };
}

function freezeFor(milliseconds: number) {
  const now = rig.clock.now().getTime();
  const to = new Date(now + milliseconds).toISOString();
  const source = { file: 'policies/test.yaml', line: 1 };
  limit({ freezes: [{ name: 'year-end', from: new Date(now - hour).toISOString(), to, source }] });
  return to;
}

/** Works and lets time pass, whatever comes of it. */
async function pass(milliseconds: number) {
  for (let gone = 0; gone < milliseconds; gone += minute) {
    while (await rig.step());
    rig.clock.advance(minute);
  }
  while (await rig.step());
}

describe('an incident in a freeze', () => {
  it('waits for its end, says until when, and is looked into again before people are asked', async () => {
    const to = freezeFor(8 * hour);
    await rig.notify('KubePodCrashLooping');
    await pass(3 * hour);
    expect(await rig.incident()).toMatchObject({
      state: 'reviewing',
      refusals: [],
      draft: { heldBy: { reason: 'allowlist.freeze', until: to } },
    });
    expect(investigations).toBe(1);
    expect((await rig.ledger()).filter((type) => type === 'proposal.held')).toHaveLength(1);

    await pass(5 * hour);
    const asked = await rig.incident();
    expect(asked).toMatchObject({ state: 'awaiting-approval' });
    expect(asked.draft?.heldBy).toBeUndefined();
    expect(investigations).toBe(2);
    await rig.decide(asked);
    await rig.reach('verifying');
    expect(rig.limit()).toBe('512Mi');
  });

  it('closes as healed when its alert ends first', async () => {
    freezeFor(8 * hour);
    await rig.notify('KubePodCrashLooping');
    await pass(hour);
    await rig.notify('KubePodCrashLooping', { status: 'resolved' });
    expect(await rig.reach('closed')).toMatchObject({ outcome: 'self-resolved' });
  });

  it('goes on within minutes once other policies end it sooner', async () => {
    freezeFor(24 * hour);
    await rig.notify('KubePodCrashLooping');
    await pass(hour);
    limit({ freezes: [] });
    await pass(6 * minute);
    expect((await rig.incident()).state).toBe('awaiting-approval');
  });

  it('waits longer where the freeze is made longer', async () => {
    freezeFor(hour);
    await rig.notify('KubePodCrashLooping');
    await pass(30 * minute);
    const to = freezeFor(5 * hour);
    await pass(2 * hour);
    expect(await rig.incident()).toMatchObject({ state: 'reviewing', draft: { heldBy: { until: to } } });
  });

  it('that began after the approval writes nothing, and asks anew at its end', async () => {
    await rig.approved();
    freezeFor(3 * hour);
    await pass(2 * hour);
    expect(rig.cluster.writes).toHaveLength(0);
    expect((await rig.incident()).state).toBe('reviewing');

    await pass(hour);
    expect((await rig.incident()).state).toBe('awaiting-approval');
    expect(rig.cluster.writes).toHaveLength(0);
  });

  it('whose change is to be taken back keeps that wish until its end', async () => {
    const { id } = await rig.approved();
    rig.state.condition = 'gone';
    const fixed = await rig.reach('closed', id);
    freezeFor(3 * hour);
    await rig.undo(fixed);
    await pass(2 * hour);
    expect(await rig.incident(id)).toMatchObject({ state: 'reviewing', draft: { purpose: 'undo' } });
    await pass(hour + minute);
    expect(await rig.incident(id)).toMatchObject({
      state: 'awaiting-approval',
      proposal: { purpose: 'undo' },
    });
  });

  it('waits for the release too while the stop switch is on', async () => {
    freezeFor(2 * hour);
    await rig.notify('KubePodCrashLooping');
    await pass(hour);
    await setStopped(rig.db, true, alice, rig.clock.now());
    await pass(3 * hour);
    const held = await rig.incident();
    expect(held.state).toBe('reviewing');
    expect(held.draft?.heldBy).toBeUndefined();
    await setStopped(rig.db, false, alice, rig.clock.now());
    expect((await rig.reach('awaiting-approval')).id).toBe(held.id);
  });
});

describe('an incident beyond the hourly cap', () => {
  it('waits until the cap has room again', async () => {
    limit({ changesPerHour: { namespace: 1, cluster: 12 }, coolDownSeconds: 0 });
    await rig.approved();
    rig.state.condition = 'gone';
    const first = await rig.reach('closed');
    const wrote = Date.parse(first.executions[0]?.intendedAt ?? '');

    rig.cluster.put(deployment('cardboard', 'shop'));
    rig.state.condition = 'holds';
    rig.state.actions = [raise('768Mi', deployment('cardboard', 'shop'))];
    await rig.notify('KubePodOOMKilled', { deployment: 'shop' });
    await pass(30 * minute);
    expect(await rig.incident()).toMatchObject({
      state: 'reviewing',
      draft: {
        heldBy: { reason: 'allowlist.hourly-cap', until: new Date(wrote + hour).toISOString() },
      },
    });
    await pass(31 * minute);
    expect((await rig.incident()).state).toBe('awaiting-approval');
  });

  it('ends as refused where the cap is none at all: nothing ever ends that', async () => {
    limit({ changesPerHour: { namespace: 0, cluster: 12 } });
    await rig.notify('KubePodCrashLooping');
    expect(await rig.reach('closed')).toMatchObject({ outcome: 'refused' });
  });
});
