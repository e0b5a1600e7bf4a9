import { difference } from '../actions/difference.ts';
import type { PlannedChange } from '../actions/action-type.ts';
import { assume, boundTo } from '../actions/marked-patch.ts';
import { sealedFieldChanged, sealedFieldGiven } from '../actions/sealed-fields.ts';
import type { RiskTier } from '../domain/action.ts';
import type { FieldChange } from '../domain/manifest-edit.ts';
import { type KubernetesObject, type ObjectRef, refKey, refOf, refText } from '../domain/objects.ts';
import { problem, type PullRequestProblem } from './problem.ts';
import { withFields } from './with-fields.ts';

const inverse = { irreversible: 'it is merged by people, and taken back by reverting the merge' } as const;

/** The changes of one object, in order. */
export interface ObjectChanges {
  readonly object: ObjectRef;
  readonly changes: readonly FieldChange[];
}

/** The edits' changes by object, in the order in which the objects come up. */
export function byObject(changes: readonly FieldChange[]): readonly ObjectChanges[] {
  const groups = new Map<string, { object: ObjectRef; changes: FieldChange[] }>();
  for (const change of changes) {
    const key = refKey(change.object);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { object: change.object, changes: [change] });
    else group.changes.push(change);
  }
  return [...groups.values()];
}

/**
 * What applying the merged manifests would make of an object, as the guardrails know changes: with the patch that
 * would do it, so that the API server can be asked. Nobody sends it otherwise.
 */
export function mergedChange(
  { object, changes }: ObjectChanges,
  live: KubernetesObject | undefined,
): PlannedChange | PullRequestProblem {
  if (live === undefined) return madeByMerge(object, changes);
  const after = withFields(live, changes);
  if (after === undefined) {
    return problem('action.invalid', `a field of the edits is not one that ${refText(object)} can have`);
  }
  const sealed = sealedFieldChanged(live, after);
  if (sealed !== undefined) return sealedProblem(object, sealed);
  const { assumptions, changes: operations } = difference(live, after);
  const patch = operations.length === 0 ? [] : [assume(live, '/metadata/uid'), ...assumptions, ...operations];
  return {
    before: live,
    after,
    request: { verb: 'patch', target: boundTo(live), patch },
    inverse,
    risk: riskOf(operations.map(({ path }) => path)),
  };
}

function madeByMerge(object: ObjectRef, changes: readonly FieldChange[]): PlannedChange | PullRequestProblem {
  const [whole, ...more] = changes;
  const made = whole?.field === '' ? (whole.value as KubernetesObject | undefined) : undefined;
  if (made === undefined || more.length > 0) {
    return problem(
      'target.not-found',
      `the cluster holds no ${refText(object)} whose fields could be changed`,
    );
  }
  if (
    made.kind !== object.kind ||
    typeof made.metadata?.name !== 'string' ||
    refKey(refOf(made)) !== refKey(object)
  ) {
    return problem('action.invalid', `the manifest that is added is not that of ${refText(object)}`);
  }
  const sealed = sealedFieldGiven(made);
  if (sealed !== undefined) return sealedProblem(object, sealed);
  const request = { verb: 'create', target: refOf(made), object: made } as const;
  return { before: undefined, after: made, request, inverse, risk: 'medium' };
}

/** A manifest under another name, kind or namespace is another object once it is merged, and the old one is pruned. */
function sealedProblem(object: ObjectRef, field: string): PullRequestProblem {
  return problem('action.invalid', `no pull request of ours sets ${field} of ${refText(object)}`);
}

/** Whether people merge it is the reviewers' word; what it could do to whom it reaches is the risk. */
function riskOf(paths: readonly string[]): RiskTier {
  return paths.every((path) => /\/resources(?:\/|$)/u.test(path)) ? 'low' : 'medium';
}
