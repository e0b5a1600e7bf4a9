import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rule } from '../../test/support/allowlist.ts';
import { podOf, service, workload } from '../../test/support/namespace-objects.ts';
import { type Rig, startRig } from '../../test/support/response-rig.ts';
import type { Action } from '../domain/action.ts';
import { field } from '../domain/fields.ts';
import { type KubernetesObject, refOf } from '../domain/objects.ts';
import { guardrails } from '../guardrails/index.ts';

const name = 'app.kubernetes.io/name';
const component = 'app.kubernetes.io/component';

/** The classic trap, before its mend: one name for the application and its database, and no other label. */
const app = workload('Deployment', 'shop', {
  labels: { [name]: 'shop' },
  ports: { http: 8080 },
  replicas: 1,
});
const database = workload('StatefulSet', 'postgres', { labels: { [name]: 'shop' }, ports: { sql: 5432 } });
const wide = service('shop', { [name]: 'shop' }, { ports: [{ port: 80 }] });

const on = (target: KubernetesObject, action: string, params: Action['params']): Action => ({
  apiVersion: 'firebreak.dev/v1',
  action,
  cluster: 'default',
  target: refOf(target),
  params,
});
const label = on(app, 'set-labels', { labels: { [component]: 'web' }, template: true });
const narrow = on(wide, 'patch-service-selector', { selector: { [component]: 'web' } });
const anything = rule({ actions: ['*'], kinds: ['*'], params: [{ path: ['**'] }] });

/** How far a Deployment has come with its newest template. */
function progress(object: KubernetesObject, updated: number): KubernetesObject {
  return { ...object, status: { replicas: 1, updatedReplicas: updated, readyReplicas: 1 } };
}

describe('steps that build on each other', () => {
  let rig: Rig;
  beforeEach(async () => {
    rig = await startRig();
    rig.state.guardrails = guardrails.filter(({ layer }) => layer !== 'pod-security');
    rig.state.policies = { ...rig.state.policies, rules: [anything] };
    for (const object of [progress(app, 1), podOf(app), database, podOf(database), wide])
      rig.cluster.put(object);
  });
  afterEach(() => rig.close());

  const selector = () => field(rig.cluster.get(wide), 'spec', 'selector');

  it('pass in the order that leaves no moment without endpoints, and the later one is held until the roll-out', async () => {
    rig.state.actions = [label, narrow];
    const waiting = await rig.approved();
    expect(waiting.proposal?.steps.map(({ action }) => action.action)).toEqual([
      'set-labels',
      'patch-service-selector',
    ]);

    await rig.reach('executing');
    // The roll-out takes a while: the old pod serves until the new one is there.
    rig.cluster.admit = (object) => (object.kind === 'Deployment' ? progress(object, 0) : object);
    for (let round = 0; round < 8; round += 1) {
      if (!(await rig.step())) rig.clock.advance(2_000);
    }
    expect(rig.cluster.writes.map(({ target }) => target.kind)).toEqual(['Deployment']);
    expect((await rig.ledger()).filter((type) => type === 'execution.waits')).toHaveLength(1);
    expect(selector()).toEqual({ [name]: 'shop' });

    const relabelled = rig.cluster.get(app) ?? app;
    rig.cluster.put(progress(relabelled, 1));
    rig.cluster.put(podOf(relabelled));
    await rig.reach('verifying');
    expect(selector()).toEqual({ [name]: 'shop', [component]: 'web' });
  });

  it('are refused in the wrong order, with the label, its place and the right order in the remedy', async () => {
    rig.state.actions = [narrow, label];
    await rig.notify('HighErrorRate');
    const closed = await rig.reach('closed');
    expect(closed.outcome).toBe('refused');
    const [refusal] = closed.refusals;
    expect(refusal?.refused).toMatchObject([
      {
        action: 'patch-service-selector',
        verdicts: [
          {
            reason: 'selector.loses-all-endpoints',
            remedy: expect.stringContaining(
              `first put ${component}=web on the pod template of Deployment cardboard/shop`,
            ) as string,
          },
        ],
      },
    ]);
    expect(rig.cluster.writes).toEqual([]);
  });

  it('stop where the first does not take effect, and its way back is offered', async () => {
    rig.state.actions = [label, narrow];
    await rig.approved();
    await rig.reach('executing');
    rig.cluster.admit = (object) => (object.kind === 'Deployment' ? progress(object, 0) : object);

    const back = await rig.reach('awaiting-approval');
    expect(back.proposal).toMatchObject({ purpose: 'undo', steps: [{ action: { action: 'set-labels' } }] });
    expect(back.note).toContain('a step did not take effect, so the next one was not run');
    expect(rig.cluster.writes.map(({ target }) => target.kind)).toEqual(['Deployment']);
  });
});
