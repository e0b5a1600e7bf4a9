import type { Alert } from '../domain/alert.ts';
import { listAt, textAt } from '../domain/fields.ts';
import type { KubernetesObject, ObjectRef } from '../domain/objects.ts';
import { refOf } from '../domain/objects.ts';
import type { ReasonCode } from '../domain/reasons.ts';
import type { ClusterReader } from '../ports/cluster.ts';
import { ClusterError } from '../ports/cluster.ts';
import type { LabelledObjects } from './alert-labels.ts';
import { labelledObjects } from './alert-labels.ts';
import { ownerOfGonePod } from './gone-pod.ts';
import { known } from './kinds.ts';
import { rootOwner } from './owner-chain.ts';

/** The objects that an alert is about: each of them was there when it was looked up. */
export interface ResolvedTarget {
  /** What the labels name. */
  readonly subject: ObjectRef;
  /** Its outermost owner: what a fix changes, and what incidents are keyed by. */
  readonly root: ObjectRef;
  /** Absent for a Node. */
  readonly namespace?: string;
  /** False where the labels name no more than a namespace. */
  readonly precise: boolean;
}

export type Resolution = ResolvedTarget | { readonly unresolved: ReasonCode; readonly namespace?: string };

export function isResolvedTarget(resolution: Resolution): resolution is ResolvedTarget {
  return !('unresolved' in resolution);
}

/**
 * The object that an incident is about. A Job that an alert names stays the target, because a Job that failed is
 * mended or deleted by itself; its CronJob is the root that groups it with its siblings. Everything else is its root.
 */
export function targetOf(resolution: Resolution): ObjectRef | undefined {
  if (!isResolvedTarget(resolution)) return undefined;
  return resolution.subject.kind === 'Job' ? resolution.subject : resolution.root;
}

/**
 * Looks up what the alert's labels name. Never throws a `ClusterError`: what cannot be read is
 * `target.unreadable`, for falling back to another label could name the wrong object.
 */
export async function resolveTarget(
  alert: Pick<Alert, 'labels'>,
  cluster: ClusterReader,
): Promise<Resolution> {
  const labelled = labelledObjects(alert);
  const scope = labelled.namespace === undefined ? {} : { namespace: labelled.namespace };
  try {
    for (const ref of labelled.named) {
      const object = await cluster.get(ref);
      // An object that only its own metrics can name, and that is gone, is not to be replaced by a vaguer label.
      return object === undefined
        ? { unresolved: 'target.not-found', ...scope }
        : await resolved(object, cluster);
    }
    const claimed = await firstClaimed(labelled, cluster);
    if (claimed !== undefined) return await resolved(claimed, cluster);
    if (labelled.namespace === undefined) return { unresolved: 'target.not-named' };
    const namespace = await cluster.get(known('Namespace', labelled.namespace));
    if (namespace === undefined) return { unresolved: 'target.not-found', ...scope };
    return {
      subject: refOf(namespace),
      root: refOf(namespace),
      namespace: labelled.namespace,
      precise: false,
    };
  } catch (error) {
    if (error instanceof ClusterError) return { unresolved: 'target.unreadable', ...scope };
    throw error;
  }
}

/** What several alerts of one incident are about: the first that resolves precisely, else the first that resolves. */
export async function resolveAlerts(
  alerts: readonly Pick<Alert, 'labels'>[],
  cluster: ClusterReader,
): Promise<Resolution> {
  let best: Resolution = { unresolved: 'target.not-named' };
  for (const alert of alerts) {
    const resolution = await resolveTarget(alert, cluster);
    if (isResolvedTarget(resolution) && resolution.precise) return resolution;
    if (!isResolvedTarget(best)) best = resolution;
  }
  return best;
}

async function firstClaimed(
  labelled: LabelledObjects,
  cluster: ClusterReader,
): Promise<KubernetesObject | undefined> {
  for (const ref of labelled.claimed) {
    const object = (await cluster.get(ref)) ?? (await goneOwner(ref, cluster));
    if (object !== undefined) return object;
  }
  return labelled.host === undefined ? undefined : await nodeAt(labelled.host, cluster);
}

async function goneOwner(ref: ObjectRef, cluster: ClusterReader): Promise<KubernetesObject | undefined> {
  if (ref.kind !== 'Pod' || ref.namespace === undefined) return undefined;
  return await ownerOfGonePod({ namespace: ref.namespace, name: ref.name }, cluster);
}

async function nodeAt(host: string, cluster: ClusterReader): Promise<KubernetesObject | undefined> {
  const { items } = await cluster.list({ apiVersion: 'v1', kind: 'Node', limit: 500 });
  return items.find(
    (node) =>
      node.metadata.name === host ||
      listAt(node, 'status', 'addresses').some((address) => textAt(address, 'address') === host),
  );
}

async function resolved(subject: KubernetesObject, cluster: ClusterReader): Promise<ResolvedTarget> {
  const root = subject.kind === 'HorizontalPodAutoscaler' ? await scaledBy(subject, cluster) : subject;
  const { namespace } = subject.metadata;
  return {
    subject: refOf(subject),
    root: refOf(await rootOwner(root, cluster)),
    ...(namespace === undefined ? {} : { namespace }),
    precise: true,
  };
}

async function scaledBy(autoscaler: KubernetesObject, cluster: ClusterReader): Promise<KubernetesObject> {
  const apiVersion = textAt(autoscaler, 'spec', 'scaleTargetRef', 'apiVersion');
  const kind = textAt(autoscaler, 'spec', 'scaleTargetRef', 'kind');
  const name = textAt(autoscaler, 'spec', 'scaleTargetRef', 'name');
  const { namespace } = autoscaler.metadata;
  if (apiVersion === undefined || kind === undefined || name === undefined || namespace === undefined) {
    return autoscaler;
  }
  return (await cluster.get({ apiVersion, kind, namespace, name })) ?? autoscaler;
}
