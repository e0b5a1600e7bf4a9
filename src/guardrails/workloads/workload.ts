import { controllerOf, ownerRef } from '../../domain/controller.ts';
import { field, listAt, numberAt, textAt } from '../../domain/fields.ts';
import { type KubernetesObject, objectKey, type ObjectRef, refKey, refOf } from '../../domain/objects.ts';
import { makesPods, type PodTemplate, podTemplateOf } from './pod-template.ts';

/** A root workload: what people would name, with what its pods are made from and those that it has now. */
export interface Workload {
  readonly ref: ObjectRef;
  /** What new pods come from; several only where the root itself is not readable. */
  readonly makers: readonly PodMaker[];
  /** Pods that run or wait to run. */
  readonly pods: readonly KubernetesObject[];
}

export interface PodMaker {
  readonly object: KubernetesObject;
  readonly template: PodTemplate;
}

/** The templates that a workload's next pods come from. */
export function templatesOf({ makers }: Workload): readonly PodTemplate[] {
  return makers.map(({ template }) => template);
}

/**
 * The root workloads among the objects of one namespace, at any replica count; finished Jobs and pods are left out.
 * Pods and ReplicaSets belong to the outermost controller, be it a custom resource that was not read.
 */
export function workloadsOf(objects: readonly KubernetesObject[]): readonly Workload[] {
  const byKey = new Map(objects.map((object) => [objectKey(object), object]));
  const groups = new Map<string, { readonly ref: ObjectRef; readonly members: KubernetesObject[] }>();
  for (const object of objects) {
    if (!makesPods(object)) continue;
    const ref = rootOf(object, byKey);
    const key = refKey(ref);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { ref, members: [object] });
    else group.members.push(object);
  }
  const workloads: Workload[] = [];
  for (const [key, { ref, members }] of groups) {
    const root = byKey.get(key);
    if (root !== undefined && isFinished(root)) continue;
    const makers = root === undefined ? makersAmong(members) : [root];
    if (makers.length === 0) continue;
    const pods = members.filter((member) => member.kind === 'Pod' && !isFinished(member));
    workloads.push({ ref, makers: makers.flatMap(podMaker), pods });
  }
  return workloads;
}

function podMaker(object: KubernetesObject): readonly PodMaker[] {
  const template = podTemplateOf(object);
  return template === undefined ? [] : [{ object, template }];
}

// Pod, ReplicaSet, Deployment and an operator's object or two; owner references that run in a circle end as well.
const longestChain = 5;

function rootOf(
  object: KubernetesObject,
  byKey: ReadonlyMap<string, KubernetesObject>,
  depth = 0,
): ObjectRef {
  const owner = controllerRef(object);
  if (owner === undefined || depth === longestChain) return refOf(object);
  const found = byKey.get(refKey(owner));
  if (found !== undefined) return rootOf(found, byKey, depth + 1);
  // Operators own many things, each of them a workload; only pods and ReplicaSets are nobody's by themselves.
  return object.kind === 'Pod' || object.kind === 'ReplicaSet' ? owner : refOf(object);
}

/**
 * The controller by name: dumps may have lost uids, and what a former object of the name left is collected soon.
 * A static pod's controller is its Node, which runs it whatever the API server says.
 */
function controllerRef(object: KubernetesObject): ObjectRef | undefined {
  const owner = controllerOf(object);
  if (owner === undefined || owner.kind === 'Node') return undefined;
  return { ...ownerRef(owner, object), uid: owner.uid };
}

function isFinished(object: KubernetesObject): boolean {
  if (object.metadata.deletionTimestamp !== undefined) return true;
  switch (object.kind) {
    case 'Pod':
      return ['Succeeded', 'Failed'].includes(textAt(object, 'status', 'phase') ?? '');
    case 'Job':
      return listAt(object, 'status', 'conditions').some(
        (condition) =>
          ['Complete', 'Failed'].includes(textAt(condition, 'type') ?? '') &&
          field(condition, 'status') === 'True',
      );
    default:
      return false;
  }
}

/** Without the root at hand: the ReplicaSets that are in use, else the pods themselves. */
function makersAmong(members: readonly KubernetesObject[]): readonly KubernetesObject[] {
  const sets = members.filter((member) => member.kind !== 'Pod');
  const inUse = sets.filter((set) => numberAt(set, 'spec', 'replicas') !== 0);
  if (inUse.length > 0) return inUse;
  if (sets.length > 0) return sets;
  return members.filter((member) => !isFinished(member));
}
