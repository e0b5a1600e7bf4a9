import { z } from 'zod';
import type { Action } from '../domain/action.ts';
import { field, numberAt } from '../domain/fields.ts';
import type { KubernetesObject } from '../domain/objects.ts';
import type { Inverse } from '../domain/proposal.ts';
import { rollingKinds } from '../evidence/kinds.ts';
import { onlyRollbackFields } from '../admission/rollback-shape.ts';
import type { ActionType, PlanResult } from './action-type.ts';
import { changeInto } from './change-into.ts';
import { kubectl, namespaceFlag, resourceName } from './kubectl-text.ts';
import { invalid, noEffect } from './problems.ts';
import { presentRevision, readRevisions, type Revision, revisionsOf } from './revisions.ts';
import { rightOn } from './rights.ts';

const params = z.strictObject({ toRevision: z.int().positive().optional() });

/**
 * Puts back the pod template of an earlier revision, as `kubectl rollout undo` does. The patch holds only what differs
 * between the two templates.
 */
export const rollbackWorkload: ActionType<z.infer<typeof params>> = {
  name: 'rollback-workload',
  purpose: 'Put back the pod template of an earlier revision; without toRevision that of the one before.',
  params,
  kinds: rollingKinds,
  related: readRevisions,
  plan(target, { toRevision }, { action, marker, related }) {
    if (field(target, 'spec', 'paused') === true) {
      return invalid('a paused Deployment cannot be rolled back', 'resume it first');
    }
    const revisions = revisionsOf(target, related);
    const present = presentRevision(target, revisions);
    const wanted = choose(revisions, present, toRevision);
    if (wanted === undefined) return noRevision(target, revisions, toRevision);
    const change = changeInto(target, wanted.workload, marker);
    if (change === undefined || wanted === present) {
      return noEffect(`the workload runs revision ${wanted.number} already`);
    }
    return {
      ok: true,
      change: {
        ...change,
        inverse: inverseOf(action, target, present),
        risk: 'medium',
        earlier: revisions.map(({ workload }) => workload),
      },
    };
  },
  kubectl: ({ target }, { toRevision }) =>
    kubectl(
      ...namespaceFlag(target),
      'rollout',
      'undo',
      resourceName(target),
      ...(toRevision === undefined ? [] : [`--to-revision=${toRevision}`]),
    ),
  verifications: ['values', 'rollout', 'restarts', 'condition'],
  rights: (kind) => [
    rightOn(kind, 'get', 'patch'),
    rightOn(kind === 'Deployment' ? 'ReplicaSet' : 'ControllerRevision', 'list'),
  ],
  admission: () => [
    {
      operation: 'UPDATE',
      only: onlyRollbackFields,
      params: [],
      unseen: [
        'revisions: an image may change to any tag or digest of a repository that the object runs, and so may annotations and labels that tell versions; a roll-back that changes more is refused, in the dry-run already',
      ],
    },
  ],
};

/** "The one before" means something only where it is known which one is now. */
function choose(
  revisions: readonly Revision[],
  present: Revision | undefined,
  toRevision: number | undefined,
): Revision | undefined {
  if (toRevision !== undefined) return revisions.find(({ number }) => number === toRevision);
  return present && revisions.find(({ number }) => number < present.number);
}

function noRevision(
  target: KubernetesObject,
  revisions: readonly Revision[],
  toRevision: number | undefined,
): PlanResult {
  const which = toRevision === undefined ? 'an earlier revision to go back to' : `revision ${toRevision}`;
  const kept = revisions.map(({ number }) => number).join(', ');
  return {
    ok: false,
    reason: 'target.no-revision',
    message: `${target.kind} ${target.metadata.name} keeps no ${which.replace(/^an /u, '')}`,
    remedy: kept === '' ? 'no revision is kept' : `the revisions that are kept: ${kept}`,
  };
}

/** The present template comes back by its revision, which has to be kept for that. */
function inverseOf(action: Action, target: KubernetesObject, present: Revision | undefined): Inverse {
  if (present === undefined) return { irreversible: 'the present template is kept in no revision' };
  if (numberAt(target, 'spec', 'revisionHistoryLimit') === 0) {
    return { irreversible: 'the workload keeps no earlier revision (revisionHistoryLimit 0)' };
  }
  return { action: { ...action, params: { toRevision: present.number } } };
}
