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
import type { KnownKind } from './kinds.ts';
import { apiVersions, known } from './kinds.ts';
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
    const claimed = (await firstClaimed(labelled, cluster)) ?? (await probedIngress(labelled, cluster));
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
  const read = await Promise.all(labelled.either.map(async (ref) => await cluster.get(ref)));
  const there = read.filter((object) => object !== undefined);
  if (there.length === 1) return there[0];
  return await scrapedNode(labelled, cluster);
}

/** The node that an exporter tells of: by its address or name, else the one that the exporter's pod runs on. */
async function scrapedNode(
  { host, scraped }: LabelledObjects,
  cluster: ClusterReader,
): Promise<KubernetesObject | undefined> {
  const byHost = host === undefined ? undefined : await nodeAt(host, cluster);
  if (byHost !== undefined || scraped === undefined) return byHost;
  const node = textAt(await cluster.get(scraped), 'spec', 'nodeName');
  return node === undefined ? undefined : await cluster.get(known('Node', node));
}

/** The Ingress that serves the probed host, where there is exactly one. */
async function probedIngress(
  { probed }: LabelledObjects,
  cluster: ClusterReader,
): Promise<KubernetesObject | undefined> {
  if (probed === undefined) return undefined;
  const { items } = await cluster.list({ apiVersion: apiVersions.Ingress, kind: 'Ingress', limit: 500 });
  const serving = items.filter((ingress) =>
    listAt(ingress, 'spec', 'rules').some((rule) => textAt(rule, 'host') === probed),
  );
  return serving.length === 1 ? serving[0] : undefined;
}

async function goneOwner(ref: ObjectRef, cluster: ClusterReader): Promise<KubernetesObject | undefined> {
  if (ref.kind !== 'Pod' || ref.namespace === undefined) return undefined;
  return await ownerOfGonePod({ namespace: ref.namespace, name: ref.name }, cluster);
}

async function nodeAt(host: string, cluster: ClusterReader): Promise<KubernetesObject | undefined> {
  const isName = /^[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?$/u.test(host);
  const named = isName ? await cluster.get(known('Node', host)) : undefined;
  if (named !== undefined) return named;
  const { items } = await cluster.list({ apiVersion: apiVersions.Node, kind: 'Node', limit: 500 });
  return items.find((node) =>
    listAt(node, 'status', 'addresses').some((address) => textAt(address, 'address') === host),
  );
}

async function resolved(subject: KubernetesObject, cluster: ClusterReader): Promise<ResolvedTarget> {
  const root = refOf(await rootOwner(await standsFor(subject, cluster), cluster));
  // A cluster-scoped object that points into a namespace is looked into there.
  const namespace = subject.metadata.namespace ?? root.namespace;
  return {
    subject: refOf(subject),
    root,
    ...(namespace === undefined ? {} : { namespace }),
    precise: true,
  };
}

/** What an object that only points at another is about. */
async function standsFor(subject: KubernetesObject, cluster: ClusterReader): Promise<KubernetesObject> {
  const pointed = pointedAt(subject);
  return pointed === undefined ? subject : ((await cluster.get(pointed)) ?? subject);
}

function pointedAt(subject: KubernetesObject): ObjectRef | undefined {
  switch (subject.kind) {
    case 'HorizontalPodAutoscaler': {
      const apiVersion = textAt(subject, 'spec', 'scaleTargetRef', 'apiVersion');
      const kind = textAt(subject, 'spec', 'scaleTargetRef', 'kind');
      const name = textAt(subject, 'spec', 'scaleTargetRef', 'name');
      const { namespace } = subject.metadata;
      if (apiVersion === undefined || kind === undefined || name === undefined || namespace === undefined)
        return undefined;
      return { apiVersion, kind, namespace, name };
    }
    case 'PersistentVolume':
      return inside(subject, 'PersistentVolumeClaim', 'claimRef');
    case 'APIService':
      return inside(subject, 'Service', 'service');
    default:
      return undefined;
  }
}

function inside(subject: KubernetesObject, kind: KnownKind, key: string): ObjectRef | undefined {
  const name = textAt(subject, 'spec', key, 'name');
  const namespace = textAt(subject, 'spec', key, 'namespace');
  return name === undefined || namespace === undefined ? undefined : known(kind, name, namespace);
}
