import { isDeepStrictEqual } from 'node:util';
import { field, textMapAt } from '../../domain/fields.ts';
import {
  fromLabels,
  fromLabelSelector,
  meets,
  type Requirement,
  selectorText,
} from '../../domain/label-selector.ts';
import { type KubernetesObject, refOf, refText } from '../../domain/objects.ts';
import { podTemplateOf } from '../workloads/pod-template.ts';

/** Kinds that keep the selector they were created with. */
const immutable: ReadonlySet<string> = new Set([
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'ReplicaSet',
  'Job',
]);

export interface OwnSelectorProblem {
  readonly message: string;
  readonly remedy: string;
}

/**
 * What a change does wrong with the selector by which a workload finds its own pods: it cannot be changed, and the
 * template has to match it. https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#label-selector-updates
 */
export function ownSelectorProblem(
  before: KubernetesObject | undefined,
  after: KubernetesObject,
): OwnSelectorProblem | undefined {
  if (!immutable.has(after.kind) && after.kind !== 'ReplicationController') return undefined;
  const name = refText(refOf(after));
  const selector = field(after, 'spec', 'selector');
  if (
    before !== undefined &&
    immutable.has(after.kind) &&
    !isDeepStrictEqual(field(before, 'spec', 'selector'), selector)
  ) {
    return {
      message: `the selector of ${name} cannot be changed after creation`,
      remedy: `leave spec.selector as it is, or create a second ${after.kind} with the new selector and move over to it`,
    };
  }
  const requirements = requirementsOf(after.kind, selector);
  const labels = podTemplateOf(after)?.metadata.labels ?? {};
  if (requirements === undefined || meets(requirements, labels)) return undefined;
  const text = selectorText(requirements);
  return {
    message: `the pod template of ${name} would no longer match its own selector ${text}, which cannot be changed`,
    remedy: `keep ${text} on the pod template`,
  };
}

/** An absent selector is filled in from the template when the object is created. */
function requirementsOf(kind: string, selector: unknown): readonly Requirement[] | undefined {
  if (selector === undefined || selector === null) return undefined;
  return kind === 'ReplicationController' ? fromLabels(textMapAt(selector)) : fromLabelSelector(selector);
}
