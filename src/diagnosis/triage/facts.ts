import type { Alert } from '../../domain/alert.ts';
import type { EvidenceItem } from '../../domain/evidence.ts';
import { textAt } from '../../domain/fields.ts';
import { meets } from '../../domain/label-selector.ts';
import type { KubernetesObject, ObjectRef } from '../../domain/objects.ts';
import { refKey, refOf } from '../../domain/objects.ts';
import type { CollectedEvidence } from '../../evidence/collect-evidence.ts';
import { isArchived } from '../../evidence/archived-logs.ts';
import { isStale, lastSeen } from '../../evidence/collectors/events.ts';
import { absence } from '../../evidence/observe.ts';
import { isWorkload, ownedBy } from '../../evidence/kinds.ts';
import type { PodView } from '../../evidence/views/pod-view.ts';
import { podView } from '../../evidence/views/pod-view.ts';
import type { Resolution } from '../../evidence/resolve-target.ts';
import { targetOf } from '../../evidence/resolve-target.ts';
import { workloadSelector } from '../../evidence/views/workload-view.ts';

/** An object with the id of the evidence item that shows it. */
export interface Seen {
  readonly id: string;
  readonly object: KubernetesObject;
}

export interface SeenPod extends PodView {
  readonly id: string;
  /** The outermost workload behind it that evidence shows, else the pod itself. */
  readonly root: ObjectRef;
}

export interface SeenEvent {
  readonly id: string;
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  /** `Kind/name` of what it is about. */
  readonly about: string;
  /** RFC 3339, or words where nobody knows. */
  readonly last: string;
}

/** What a container wrote, redacted and folded. */
export interface SeenLog {
  readonly id: string;
  readonly pod: string;
  readonly text: string;
}

/** The collected evidence, arranged for rules to ask. */
export interface Facts {
  readonly alerts: readonly Alert[];
  readonly target: ObjectRef | undefined;
  readonly namespaces: readonly string[];
  /** The cluster that actions name. */
  readonly clusterName: string;
  readonly now: Date;
  readonly items: readonly EvidenceItem[];
  readonly pods: readonly SeenPod[];
  /** Those that still repeat, or could. */
  readonly events: readonly SeenEvent[];
  /** Leftovers of earlier trouble: nothing is concluded from them. */
  readonly staleEvents: readonly SeenEvent[];
  readonly logs: readonly SeenLog[];
  /** Objects of that kind that were looked for and do not exist, with the item that says so. */
  absent(kind: string): readonly { readonly id: string; readonly ref: ObjectRef }[];
  of(...kinds: readonly string[]): readonly Seen[];
  find(ref: ObjectRef): Seen | undefined;
  /** Whether looking at this kind of evidence failed, so that its absence proves nothing. */
  blind(kind: EvidenceItem['kind']): boolean;
}

export interface FactsInput {
  readonly alerts: readonly Alert[];
  readonly resolution: Resolution;
  readonly namespaces: readonly string[];
  /** The cluster that actions name. */
  readonly cluster: string;
  readonly collected: Pick<CollectedEvidence, 'items' | 'objects' | 'at'>;
}

export function factsOf({ collected, alerts, resolution, namespaces, cluster }: FactsInput): Facts {
  const target = targetOf(resolution);
  const seen = [...collected.objects].map(([id, object]): Seen => ({ id, object }));
  // An object that was read again counts as it was last seen.
  const byKey = new Map(seen.map((one) => [refKey(refOf(one.object)), one]));
  const current = [...byKey.values()];
  const of = (...kinds: readonly string[]) => current.filter(({ object }) => kinds.includes(object.kind));
  return {
    alerts,
    target,
    namespaces,
    clusterName: cluster,
    now: collected.at,
    items: collected.items,
    pods: of('Pod').map(({ id, object }) => ({
      ...podView(object),
      id,
      root: rootOf(object, target, current),
    })),
    events: of('Event')
      .filter(({ object }) => !isStale(object, collected.at))
      .map(seenEvent),
    staleEvents: of('Event')
      .filter(({ object }) => isStale(object, collected.at))
      .map(seenEvent),
    logs: collected.items
      .filter((item) => item.kind === 'log' && item.status === 'seen' && !isArchived(item))
      .map(({ id, ref, detail = '' }) => ({ id, pod: ref.name, text: detail })),
    absent: (kind) =>
      collected.items
        .filter(
          ({ id, kind: evidence, ref, status, summary }) =>
            evidence !== 'alert' &&
            ref.kind === kind &&
            status === 'seen' &&
            !collected.objects.has(id) &&
            summary.startsWith(absence),
        )
        .map(({ id, ref }) => ({ id, ref })),
    of,
    find: (ref) => byKey.get(refKey(ref)),
    blind: (kind) => collected.items.some((item) => item.kind === kind && item.status === 'could-not-look'),
  };
}

function seenEvent({ id, object }: Seen): SeenEvent {
  return {
    id,
    type: textAt(object, 'type') ?? '',
    reason: textAt(object, 'reason') ?? '',
    message: textAt(object, 'message') ?? '',
    about: `${textAt(object, 'involvedObject', 'kind') ?? ''}/${textAt(object, 'involvedObject', 'name') ?? ''}`,
    last: lastSeen(object),
  };
}

/**
 * The workload at fault for a pod. By owner where evidence shows the owners; a Deployment whose ReplicaSets it does
 * not show owns the pod only if its selector matches and the ReplicaSet is named after it.
 */
function rootOf(pod: KubernetesObject, target: ObjectRef | undefined, seen: readonly Seen[]): ObjectRef {
  let root = pod;
  for (let owner = ownerOf(root, seen); owner !== undefined && owner !== root; owner = ownerOf(root, seen))
    root = owner;
  if (root !== pod) return refOf(root);
  const replicaSet = pod.metadata.ownerReferences?.find(({ kind }) => kind === 'ReplicaSet')?.name;
  const deployment = seen.find(
    ({ object }) =>
      object.kind === 'Deployment' &&
      object.metadata.namespace === pod.metadata.namespace &&
      replicaSet?.replace(/-[a-z0-9]+$/u, '') === object.metadata.name &&
      meets(workloadSelector(object) ?? [], pod.metadata.labels ?? {}),
  );
  if (deployment !== undefined) return refOf(deployment.object);
  return target !== undefined && isWorkload(target) && target.namespace === pod.metadata.namespace
    ? target
    : refOf(pod);
}

function ownerOf(object: KubernetesObject, seen: readonly Seen[]): KubernetesObject | undefined {
  return seen.find(
    (one) =>
      isWorkload(one.object) &&
      one.object.metadata.namespace === object.metadata.namespace &&
      ownedBy(object, one.object),
  )?.object;
}
