import { z } from 'zod';
import type { RiskTier } from '../domain/action.ts';
import { controllerOf } from '../domain/controller.ts';
import { field, listAt, numberAt, textAt } from '../domain/fields.ts';
import { groupOf, type KubernetesObject } from '../domain/objects.ts';
import type { Inverse } from '../domain/proposal.ts';
import { onlyAt } from '../admission/write-shape.ts';
import type { ActionType, PlanResult } from './action-type.ts';
import { kubectl, namespaceFlag, resourceName } from './kubectl-text.ts';
import { assign, assume, markedPatch, planPatch } from './marked-patch.ts';
import { noEffect } from './problems.ts';
import { listRelated } from './read-related.ts';
import { rightOn } from './rights.ts';

// spec.replicas is an int32.
const params = z.strictObject({ replicas: z.int().min(0).max(2_147_483_647) });

type Problem = Extract<PlanResult, { ok: false }>;

/**
 * Sets the number of replicas, on the object itself and not through its scale subresource: that could neither test
 * the uid nor the present number.
 */
export const scaleWorkload: ActionType<z.infer<typeof params>> = {
  name: 'scale-workload',
  purpose: 'Set the number of replicas of a workload that nothing else scales.',
  params,
  kinds: ['Deployment', 'StatefulSet'],
  related: (target, cluster) =>
    listRelated(cluster, target, { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler' }),
  plan(target, { replicas }, { action, marker, related }) {
    const scaled = scaledByOthers(target, related);
    if (scaled !== undefined) return scaled;
    const present = numberAt(target, 'spec', 'replicas') ?? 1;
    if (present === replicas) return noEffect(`the workload has ${replicas} replicas already`);
    const patch = markedPatch(
      target,
      marker,
      [assume(target, '/spec/replicas')],
      assign(target, '/spec/replicas', replicas),
    );
    const dropsVolumes = replicas < present && deletesVolumesWhenScaled(target);
    const inverse: Inverse = dropsVolumes
      ? { irreversible: 'the volumes of the replicas that go are deleted with them' }
      : { action: { ...action, params: { replicas: present } } };
    return {
      ok: true,
      change: {
        ...planPatch(target, patch),
        inverse,
        risk: dropsVolumes ? 'high' : riskOf(present, replicas),
        ...(replicas > present ? { podsFrom: target } : {}),
      },
    };
  },
  kubectl: ({ target }, { replicas }) =>
    kubectl(...namespaceFlag(target), 'scale', resourceName(target), `--replicas=${replicas}`),
  verifications: ['values', 'rollout', 'condition'],
  rights: (kind) => [rightOn(kind, 'get', 'patch'), rightOn('HorizontalPodAutoscaler', 'list')],
  admission: () => [
    {
      operation: 'UPDATE',
      only: onlyAt(['spec'], ['replicas']),
      params: [{ path: ['replicas'], value: 'object.spec.replicas', present: 'oldObject.spec.replicas' }],
      paramsMap: '{"replicas": object.spec.replicas}',
      unseen: ['whether an autoscaler sets the replicas'],
    },
  ],
};

/** An autoscaler or an owner would put the number back: the change would last seconds and look like it worked. */
function scaledByOthers(target: KubernetesObject, related: readonly KubernetesObject[]): Problem | undefined {
  const autoscaler = related.find((candidate) => isAutoscalerOf(candidate, target));
  if (autoscaler !== undefined) {
    return {
      ok: false,
      reason: 'target.controlled',
      message: `HorizontalPodAutoscaler ${autoscaler.metadata.name} sets the replicas of ${target.metadata.name}`,
      remedy: "change the autoscaler's bounds instead",
    };
  }
  const owner = controllerOf(target);
  if (owner === undefined) return undefined;
  return {
    ok: false,
    reason: 'target.controlled',
    message: `${target.metadata.name} belongs to ${owner.kind} ${owner.name}, which would scale it back`,
    remedy: `set the number in ${owner.kind} ${owner.name}`,
  };
}

function isAutoscalerOf(autoscaler: KubernetesObject, { apiVersion, kind, metadata }: KubernetesObject) {
  const scales = field(autoscaler, 'spec', 'scaleTargetRef');
  return (
    autoscaler.kind === 'HorizontalPodAutoscaler' &&
    textAt(scales, 'kind') === kind &&
    textAt(scales, 'name') === metadata.name &&
    groupOf(textAt(scales, 'apiVersion') ?? apiVersion) === groupOf(apiVersion)
  );
}

/** https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#persistentvolumeclaim-retention */
function deletesVolumesWhenScaled(target: KubernetesObject): boolean {
  return (
    textAt(target, 'spec', 'persistentVolumeClaimRetentionPolicy', 'whenScaled') === 'Delete' &&
    listAt(target, 'spec', 'volumeClaimTemplates').length > 0
  );
}

/** Nothing is left at zero; fewer may not carry the load; more only costs. */
function riskOf(present: number, replicas: number): RiskTier {
  if (replicas === 0) return 'high';
  return replicas < present ? 'medium' : 'low';
}
