import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deployment, packaged, rule } from '../../test/support/allowlist.ts';
import { raise, type Rig, startRig, web } from '../../test/support/response-rig.ts';
import { guardrails } from '../guardrails/index.ts';

const own = rule({
  name: 'web-memory',
  actions: ['set-resources'],
  namespaces: ['cardboard'],
  names: ['web'],
  params: [
    { path: ['container'], values: ['app'] },
    { path: ['limits', 'memory'], quantity: { min: '64Mi', max: '512Mi' } },
  ],
  approval: 'not-needed',
});
const wide = rule({ actions: ['*'], params: [{ path: ['**'] }] });
/** Layers 2 to 4 have tests of their own, and ask for more than this cluster in memory has. */
const layers = guardrails.filter(({ layer }) => layer !== 'pod-security');

describe('a proposal that a policy rule lets run without people', () => {
  let rig: Rig;
  beforeEach(async () => {
    rig = await startRig();
    rig.state.guardrails = layers;
    rig.state.policies = { ...rig.state.policies, rules: [own, wide] };
  });
  afterEach(() => rig.close());

  it('runs, is verified, and is on record with the rule', async () => {
    await rig.notify('KubePodCrashLooping');
    const verifying = await rig.reach('verifying');

    expect(verifying).toMatchObject({ decisions: [], proposal: { approvalsNeeded: 0 } });
    expect(rig.limit()).toBe('512Mi');
    expect(await rig.ledger()).toContain('proposal.unattended');
  });

  it('waits for people beyond the bound', async () => {
    rig.state.actions = [raise('600Mi')];
    await rig.notify('KubePodCrashLooping');

    expect((await rig.reach('awaiting-approval')).proposal?.approvalsNeeded).toBe(1);
  });

  it('waits for people where another step needs them', async () => {
    const api = deployment('cardboard', 'api');
    rig.cluster.put(api);
    rig.state.actions = [raise('512Mi'), raise('512Mi', api)];
    await rig.notify('KubePodCrashLooping');

    expect((await rig.reach('awaiting-approval')).proposal?.approvalsNeeded).toBe(1);
    expect(rig.limit()).toBe('256Mi');
  });

  it('asks people for the way back where it did not help', async () => {
    await rig.notify('KubePodCrashLooping');
    await rig.reach('verifying');
    const changed = rig.cluster.get(web) ?? web;
    rig.cluster.put({ ...changed, status: { replicas: 2, updatedReplicas: 2, readyReplicas: 0 } });

    const waiting = await rig.reach('awaiting-approval');
    expect(waiting.proposal).toMatchObject({ purpose: 'undo', approvalsNeeded: 1 });
  });

  it('runs into the limits like any other', async () => {
    rig.state.policies = {
      ...rig.state.policies,
      limits: { ...packaged.limits, changesPerHour: { namespace: 0, cluster: 0 } },
    };
    await rig.notify('KubePodCrashLooping');

    expect(await rig.reach('closed')).toMatchObject({ outcome: 'refused' });
    expect(rig.limit()).toBe('256Mi');
  });
});
