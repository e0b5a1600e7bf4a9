import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deployment } from '../support/allowlist.ts';
import { raise, type Rig, startRig, web } from '../support/response-rig.ts';

const worker = deployment('cardboard', 'worker');

let rig: Rig;
beforeEach(async () => {
  rig = await startRig();
});
afterEach(() => rig.close());

async function fixed() {
  await rig.approved();
  rig.state.condition = 'gone';
  return rig.reach('closed');
}

describe('an undo', () => {
  it('puts back what the fix changed, and that once', async () => {
    const incident = await fixed();
    await rig.undo(incident);
    await rig.decide(await rig.reach('awaiting-approval'));
    expect(await rig.reach('closed')).toMatchObject({ outcome: 'undone' });
    expect(rig.limit()).toBe('256Mi');
    expect(await rig.undo(incident)).toMatchObject({ reason: 'undo.nothing-to-undo' });
  });

  it('is not offered again, and redoes nothing, where it ran but did not hold', async () => {
    const incident = await fixed();
    await rig.undo(incident);
    await rig.decide(await rig.reach('awaiting-approval'));
    await rig.reach('verifying');
    rig.cluster.put({ ...(rig.cluster.get(web) ?? web), status: {} });
    expect(await rig.reach('closed')).toMatchObject({ outcome: 'failed' });
    expect(await rig.undo(incident)).toMatchObject({ reason: 'undo.nothing-to-undo' });
  });

  it('leaves outcome and account of the fix as they were where people deny it', async () => {
    const incident = await fixed();
    await rig.undo(incident);
    await rig.decide(await rig.reach('awaiting-approval'), 'deny');
    const closed = await rig.reach('closed');
    expect(closed.outcome).toBe('fixed');
    expect(closed.note).toContain('that was verified');
    expect(closed.note).toContain('denied by alice');
  });

  it('is refused while another incident about the same target is open', async () => {
    const incident = await fixed();
    await rig.notify('Another');
    expect(await rig.undo(incident)).toMatchObject({ reason: 'undo.incident-open' });
  });

  it('that ran halfway has failed, whatever the fix was', async () => {
    rig.cluster.put({ ...worker, status: { replicas: 2, updatedReplicas: 2, readyReplicas: 2 } });
    rig.state.actions = [raise('512Mi'), raise('512Mi', worker)];
    const incident = await fixed();
    await rig.undo(incident);
    await rig.decide(await rig.reach('awaiting-approval'));
    await rig.reach('executing');
    await rig.step();
    await rig.step();
    rig.cluster.put({
      ...(rig.cluster.get(web) ?? web),
      metadata: { ...web.metadata, labels: { new: 'label' } },
    });
    await rig.decide(await rig.reach('awaiting-approval'), 'deny');
    const closed = await rig.reach('closed');
    expect(closed.outcome).toBe('failed');

    await rig.undo(closed);
    const rest = await rig.reach('awaiting-approval');
    expect(rest.proposal?.steps.map((step) => step.action.target.name)).toEqual(['web']);
  });
});
