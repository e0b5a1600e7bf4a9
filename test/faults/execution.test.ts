import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isWrite } from '../../src/execution/in-cluster.ts';
import { setStopped } from '../../src/store/stop-switch.ts';
import { deployment } from '../support/allowlist.ts';
import { ClusterError } from '../../src/ports/cluster.ts';
import { alice, raise, type Rig, startRig, web } from '../support/response-rig.ts';

let rig: Rig;
beforeEach(async () => {
  rig = await startRig();
});
afterEach(() => rig.close());

const minute = 60_000;

/** Approved, with the intent of the first step stored and nothing sent yet. */
async function intended() {
  await rig.approved();
  await rig.reach('executing');
  await rig.step();
  const incident = await rig.incident();
  expect(incident.executions).toMatchObject([{ status: 'intended' }]);
  return incident;
}

describe('between approval and write', () => {
  it('writes what was approved, once, and verifies it', async () => {
    await rig.approved();
    rig.state.condition = 'gone';
    const closed = await rig.reach('closed');
    expect(closed).toMatchObject({ outcome: 'fixed' });
    expect(rig.limit()).toBe('512Mi');
    expect(rig.cluster.writes).toHaveLength(1);
  });

  it('writes nothing for alerts that resolve after the intent was stored', async () => {
    await intended();
    await rig.notify('KubePodCrashLooping', { status: 'resolved' });
    expect(await rig.reach('closed')).toMatchObject({
      outcome: 'self-resolved',
      executions: [{ status: 'skipped' }],
    });
    expect(rig.cluster.writes).toHaveLength(0);
  });

  it('does not write on an approval that has outlived the time that the proposal had', async () => {
    await intended();
    rig.cluster.away = true;
    await rig.step();
    rig.clock.advance(31 * minute);
    rig.cluster.away = false;
    await rig.step();
    const returned = await rig.reach('awaiting-approval');
    expect(returned.proposal?.changedSince).toContain('approval is older');
    expect(rig.cluster.writes).toHaveLength(0);
  });

  it('honours an approval given in the last second', async () => {
    await rig.notify('KubePodCrashLooping');
    const waiting = await rig.reach('awaiting-approval');
    rig.clock.advance(30 * minute - 3_000);
    await rig.decide(waiting);
    rig.clock.advance(4_000);
    await rig.reach('verifying');
    expect(rig.limit()).toBe('512Mi');
  });

  it('writes nothing once the stop switch is pulled, even while the step is judged', async () => {
    await intended();
    rig.state.judging = async () => {
      await setStopped(rig.db, true, alice, rig.clock.now());
    };
    await rig.step();
    expect(rig.cluster.writes).toHaveLength(0);
    expect((await rig.incident()).executions).toMatchObject([
      { status: 'skipped', message: 'the stop switch is on' },
    ]);
  });

  it('writes nothing after the policies changed while the step is judged', async () => {
    await intended();
    rig.state.judging = async () => {
      rig.state.policies = { ...rig.state.policies, version: 'another' };
    };
    await rig.step();
    expect(rig.cluster.writes).toHaveLength(0);
  });

  it('writes nothing once its worker has been told to stop', async () => {
    await intended();
    const stopping = new AbortController();
    rig.state.judging = async () => stopping.abort();
    await rig.step(stopping.signal);
    expect(rig.cluster.writes).toHaveLength(0);
    rig.state.judging = async () => {};
    await rig.reach('verifying');
    expect(rig.cluster.writes).toHaveLength(1);
  });
});

describe('an API server that goes away while a step is carried out', () => {
  it('is waited for, said once, and written to once when it is back', async () => {
    await intended();
    rig.cluster.away = true;
    for (let look = 0; look < 60; look += 1) {
      await rig.step();
      rig.clock.advance(10_000);
    }
    const types = await rig.ledger();
    expect(types.filter((type) => type === 'execution.outcome-unknown')).toHaveLength(1);
    expect((await rig.incident()).executions[0]?.message).toContain('not known yet');

    rig.cluster.away = false;
    const verifying = await rig.reach('verifying');
    expect(rig.cluster.writes).toHaveLength(1);
    expect(verifying.executions[0]).not.toHaveProperty('message');
  });

  it('has the write recognised whose answer was lost', async () => {
    await intended();
    rig.cluster.loseNextAnswer = true;
    const verifying = await rig.reach('verifying');
    expect(rig.cluster.writes).toHaveLength(1);
    expect(verifying.executions).toMatchObject([{ status: 'applied' }]);
  });

  it('has a write recognised that another worker made first', async () => {
    await intended();
    const racing = rig.cluster.writer.write.bind(rig.cluster.writer);
    rig.cluster.onWrite = async () => {
      rig.cluster.onWrite = async () => {};
      const [execution] = (await rig.incident()).executions;
      if (execution !== undefined && isWrite(execution)) await racing(execution.request);
    };
    await rig.step();
    expect((await rig.incident()).executions).toMatchObject([{ status: 'applied' }]);
    expect(rig.cluster.writes).toHaveLength(1);
  });
});

describe('a proposal of two steps whose second does not fit any more', () => {
  const worker = deployment('cardboard', 'worker');

  it('goes back to people with the rest, and says what was done when they deny it', async () => {
    rig.cluster.put(worker);
    rig.state.actions = [raise('512Mi'), raise('512Mi', worker)];
    await rig.approved();
    await rig.reach('executing');
    await rig.step();
    await rig.step();
    expect(rig.cluster.writes).toHaveLength(1);
    rig.cluster.put({ ...worker, spec: { ...(worker['spec'] as object), replicas: 5 } });

    const returned = await rig.reach('awaiting-approval');
    expect(returned.proposal?.steps.map((step) => step.action.target.name)).toEqual(['worker']);
    await rig.decide(returned, 'deny');
    const closed = await rig.reach('closed');
    expect(closed.outcome).toBe('failed');
    expect(closed.note).toContain('1 change was made before, and nothing more: denied by alice');

    await rig.undo(closed);
    const undoing = await rig.reach('awaiting-approval');
    expect(undoing.proposal?.steps.map((step) => step.action.target.name)).toEqual(['web']);
  });
});

describe('three changes approved at once where two may be under way', () => {
  it('lets the third wait for the others instead of sending all of them back', async () => {
    const targets = [web, deployment('cardboard', 'one'), deployment('cardboard', 'two')];
    const waiting = [];
    for (const [index, target] of targets.entries()) {
      rig.cluster.put(target);
      rig.state.actions = [raise('512Mi', target)];
      await rig.notify(`Crash${index}`, { deployment: target.metadata.name });
      waiting.push(await rig.reach('awaiting-approval'));
    }
    for (const incident of waiting) await rig.decide(incident);
    rig.cluster.away = true;
    // Three approvals, three intents, and three looks at a cluster that is not there.
    for (let step = 0; step < 9; step += 1) await rig.step();
    rig.cluster.away = false;
    for (let look = 0; look < 20; look += 1) {
      while (await rig.step()) rig.clock.advance(10);
      rig.clock.advance(5_000);
    }
    expect(rig.cluster.writes).toHaveLength(3);
    expect(await rig.ledger()).not.toContain('execution.sent-back');
  });
});

describe('a limit that passes by itself', () => {
  it('is waited for: no cool-down closes an incident', async () => {
    await rig.approved();
    rig.state.condition = 'gone';
    await rig.reach('closed');
    rig.state.condition = 'holds';
    rig.state.actions = [raise('768Mi')];
    await rig.notify('Another');
    const waiting = await rig.reach('awaiting-approval');
    expect(waiting.refusals).toEqual([]);
    expect((await rig.ledger()).filter((type) => type === 'proposal.waits')).toHaveLength(1);
  });
});

describe('a change that did not help', () => {
  it('counts as failed for the breaker, whatever the incident does next', async () => {
    await rig.approved();
    const undoing = await rig.reach('awaiting-approval', (await rig.reach('verifying')).id);
    expect(undoing.proposal?.purpose).toBe('undo');
    await rig.decide(undoing);
    await rig.reach('verifying');
    const changes = await rig.db.selectFrom('changes').select(['status']).orderBy('at').execute();
    expect(changes.map((change) => change.status)).toEqual(['failed', 'applied']);
  });
});

describe('an admission webhook that tells a write from its dry-run', () => {
  it('is caught: what nobody saw is not called fixed, and the way back is offered', async () => {
    rig.cluster.admit = (object) => ({
      ...object,
      metadata: { ...object.metadata, labels: { ...object.metadata.labels, injected: 'yes' } },
    });
    await rig.approved();
    await rig.reach('verifying');
    const back = await rig.reach('awaiting-approval');
    expect(back).toMatchObject({
      executions: [{ status: 'applied', asApproved: false }],
      proposal: { purpose: 'undo' },
    });
    expect(back.verification?.checks).toContainEqual(
      expect.objectContaining({ reason: 'verification.not-as-approved', outcome: 'broken' }),
    );
  });
});

describe('the words of an API server that refuses', () => {
  it('are redacted before they are stored', async () => {
    await intended();
    rig.cluster.onWrite = async () => {
      throw new ClusterError('rejected', 'admission denied: password is hunter2', { status: 403 });
    };
    await rig.step();
    const incident = await rig.incident();
    expect(incident.executions).toMatchObject([{ status: 'skipped' }]);
    expect(JSON.stringify(incident)).not.toContain('hunter2');
    expect(JSON.stringify(incident)).toContain('[redacted]');
  });
});
