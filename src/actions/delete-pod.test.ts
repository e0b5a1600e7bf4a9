import { describe, expect, it } from 'vitest';
import { pod, replicaSets } from '../../test/support/action-objects.ts';
import { action, change, plan } from '../../test/support/actions.ts';
import type { KubernetesObject } from '../domain/objects.ts';

const remove = action('delete-pod', pod, {});
const [, , controller] = replicaSets;
if (controller === undefined) throw new Error('the pod has a controller');

const ready: KubernetesObject = { ...pod, status: { conditions: [{ type: 'Ready', status: 'True' }] } };

function budget(disruptionsAllowed: number, app: string): KubernetesObject {
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: app, namespace: 'cardboard' },
    spec: { selector: { matchLabels: { app } } },
    status: { disruptionsAllowed },
  };
}

describe('delete-pod', () => {
  it('is bound to one life of the pod, and cannot be taken back', () => {
    const { request, inverse } = change(remove, pod, [controller]);

    expect(request).toMatchObject({ verb: 'delete', options: { preconditions: { uid: 'uid-pod' } } });
    expect(inverse).toHaveProperty('irreversible');
  });

  it('has the template judged that the next pod comes from', () => {
    expect(change(remove, pod, [controller]).podsFrom).toBe(controller);
  });

  it('refuses a pod that nothing would make anew', () => {
    expect(plan(remove, pod, [])).toMatchObject({ ok: false, reason: 'target.not-recreated' });
  });

  it('takes no former life of the controller for the controller', () => {
    const another = { ...controller, metadata: { ...controller.metadata, uid: 'another' } };
    expect(plan(remove, pod, [another])).toMatchObject({ ok: false, reason: 'target.not-recreated' });
  });

  it('does for a disruption budget what a delete would not', () => {
    const refusal = { ok: false, reason: 'target.disruption-budget' };

    expect(plan(remove, ready, [controller, budget(0, 'web')])).toMatchObject(refusal);
    expect(plan(remove, ready, [controller, budget(1, 'web')]).ok).toBe(true);
    expect(plan(remove, ready, [controller, budget(0, 'other')]).ok).toBe(true);
    expect(plan(remove, pod, [controller, budget(0, 'web')]).ok).toBe(true);
  });

  it('is riskier for a pod that serves', () => {
    expect(change(remove, pod, [controller]).risk).toBe('low');
    expect(change(remove, ready, [controller]).risk).toBe('medium');
  });
});
