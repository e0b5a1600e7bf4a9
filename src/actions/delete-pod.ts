import { z } from 'zod';
import { controllerOf, ownerRef } from '../domain/controller.ts';
import { field, listAt, numberAt, textAt } from '../domain/fields.ts';
import { fromLabelSelector, meets } from '../domain/label-selector.ts';
import { type KubernetesObject, refText } from '../domain/objects.ts';
import { ownedBy } from '../evidence/kinds.ts';
import type { ActionType } from './action-type.ts';
import { kubectl, namespaceFlag } from './kubectl-text.ts';
import { boundTo } from './marked-patch.ts';
import { listRelated } from './read-related.ts';
import { rightOn } from './rights.ts';

const params = z.strictObject({});

/**
 * Deletes one pod, by uid, that its controller makes anew. A delete is no eviction: nothing asks a
 * PodDisruptionBudget, so the plan does.
 * https://kubernetes.io/docs/concepts/workloads/pods/disruptions/#pod-disruption-budgets
 */
export const deletePod: ActionType<z.infer<typeof params>> = {
  name: 'delete-pod',
  purpose: 'Delete one pod that its controller will make anew.',
  params,
  kinds: ['Pod'],
  async related(target, cluster) {
    const owner = controllerOf(target);
    // A static pod's controller is its Node: the kubelet runs it whatever the API server says.
    if (owner === undefined || owner.kind === 'Node') return [];
    const [controller, budgets] = await Promise.all([
      cluster.get(ownerRef(owner, target)),
      listRelated(cluster, target, { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget' }),
    ]);
    return controller === undefined ? budgets : [controller, ...budgets];
  },
  plan(target, _params, { related }) {
    const { uid } = target.metadata;
    const name = refText(boundTo(target));
    const controller = related.find((object) => ownedBy(target, object));
    if (uid === undefined || controller === undefined) {
      return {
        ok: false,
        reason: 'target.not-recreated',
        message: `nothing would make ${name} anew: it has no controller that is there`,
      };
    }
    const ready = isReady(target);
    const budget = related.find((object) => isSpent(object, target));
    if (ready && budget !== undefined) {
      return {
        ok: false,
        reason: 'target.disruption-budget',
        message: `PodDisruptionBudget ${budget.metadata.name} has no room for another missing pod, and ${name} is ready`,
      };
    }
    return {
      ok: true,
      change: {
        before: target,
        after: undefined,
        podsFrom: controller,
        request: {
          verb: 'delete',
          target: boundTo(target),
          options: { preconditions: { uid }, propagationPolicy: 'Background' },
        },
        inverse: { irreversible: 'a deleted pod does not come back; its controller makes another' },
        // A pod that serves takes its connections along, and one of a StatefulSet has a place of its own.
        risk: ready || controller.kind === 'StatefulSet' ? 'medium' : 'low',
      },
    };
  },
  kubectl: ({ target }) => kubectl(...namespaceFlag(target), 'delete', 'pod', target.name),
  verifications: ['absence', 'condition'],
  rights: () => [
    rightOn('Pod', 'get', 'delete'),
    rightOn('ReplicaSet', 'get'),
    rightOn('StatefulSet', 'get'),
    rightOn('DaemonSet', 'get'),
    rightOn('Job', 'get'),
    rightOn('PodDisruptionBudget', 'list'),
  ],
  admission: () => [
    {
      operation: 'DELETE',
      only: [],
      params: [],
      paramsMap: '{}',
      unseen: ['whether a PodDisruptionBudget has room, and whether the controller is there'],
    },
  ],
};

function isReady(pod: KubernetesObject): boolean {
  return listAt(pod, 'status', 'conditions').some(
    (condition) => textAt(condition, 'type') === 'Ready' && textAt(condition, 'status') === 'True',
  );
}

/** A budget that the pod counts towards and that allows no disruption now. */
function isSpent(object: KubernetesObject, pod: KubernetesObject): boolean {
  if (object.kind !== 'PodDisruptionBudget') return false;
  const selector = fromLabelSelector(field(object, 'spec', 'selector'));
  const selects = selector !== undefined && meets(selector, pod.metadata.labels ?? {});
  return selects && (numberAt(object, 'status', 'disruptionsAllowed') ?? 0) < 1;
}
