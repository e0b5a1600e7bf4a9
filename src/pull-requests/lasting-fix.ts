import { pointerParts } from '../domain/json-pointer.ts';
import type { Action } from '../domain/action.ts';
import type { FieldChange } from '../domain/manifest-edit.ts';
import { type KubernetesObject, refText } from '../domain/objects.ts';
import { fieldChangesOf } from './field-changes.ts';

/** Actions whose change a manifest can hold; what restarts, runs or deletes something leaves nothing to write down. */
const lasting: ReadonlySet<string> = new Set([
  'set-resources',
  'set-image',
  'set-env',
  'set-labels',
  'scale-workload',
  'patch-service-selector',
  'patch-configmap',
  'suspend-cronjob',
  'patch-object',
]);

/** Whether a change of the cluster would be drift until its manifest says so too. */
export function isLasting({ action, target }: Pick<Action, 'action' | 'target'>): boolean {
  return lasting.has(action) && !['Pod', 'Job', 'Node', 'ReplicaSet'].includes(target.kind);
}

/** When a GitOps controller puts back a live object that differs from its manifests. */
export type Undoing = 'at-once' | 'at-the-next-sync';

/** Whoever applies the manifests of an object, as far as its marks tell. */
export interface GitOpsController {
  /** Such as `Argo CD (Application argocd/shop)`. */
  readonly name: string;
  readonly undoes: Undoing;
  /** Whether a manifest can say that it is applied only once others are healthy. */
  readonly appliesInWaves: boolean;
}

/** The fields that manifests should hold, so that a change of the live object stays. */
export function lastingFields(before: KubernetesObject, after: KubernetesObject): readonly FieldChange[] {
  return fieldChangesOf(before, after).flatMap((change) => [...ownLabel(before, change), change]);
}

const recommended = 'app.kubernetes.io/';
const templateLabels = /^\/spec\/(?:jobTemplate\/spec\/)?template\/metadata\/labels\//u;

/**
 * A recommended label of a pod template stands on the workload too:
 * https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/
 */
function ownLabel(live: KubernetesObject, { object, field, value }: FieldChange): readonly FieldChange[] {
  const key = pointerParts(field).at(-1) ?? '';
  if (!templateLabels.test(field) || !key.startsWith(recommended) || typeof value !== 'string') return [];
  if (live.metadata.labels?.[key] === value) return [];
  return [{ object, field: field.replace(templateLabels, '/metadata/labels/'), value }];
}

/**
 * Which of the actions still go to the cluster at once. Where a controller would undo them there is nothing to win by
 * writing: the pull request comes first.
 */
export function liveActions(
  actions: readonly Action[],
  controller: GitOpsController | undefined,
): readonly Action[] {
  return controller?.undoes === 'at-once' ? actions.filter((action) => !isLasting(action)) : actions;
}

/** What people have to know about a change that is made in two places, or only in one. */
export function driftWords(
  actions: readonly Action[],
  controller: GitOpsController | undefined,
): readonly string[] {
  const changed = actions.filter(isLasting);
  if (changed.length === 0) return [];
  const targets = [...new Set(changed.map(({ target }) => refText(target)))].join(', ');
  switch (controller?.undoes) {
    case undefined:
      return [
        `The same change is made to the live ${targets} at once; whoever applies the manifests before this is merged takes it back.`,
      ];
    case 'at-the-next-sync':
      return [
        `The same change is made to the live ${targets} at once; until this is merged it is drift, which the next sync of ${controller.name} takes back.`,
      ];
    case 'at-once':
      return [
        `The live ${targets} stays as it is until this is merged: ${controller.name} would undo any other change.`,
      ];
  }
}
