import { field, listAt, numberAt, textAt } from '../../domain/fields.ts';
import type { KubernetesObject } from '../../domain/objects.ts';

/** How a container ended. */
export interface Termination {
  readonly reason?: string;
  readonly exitCode?: number;
  readonly startedAt?: string;
  readonly finishedAt?: string;
  readonly message?: string;
}

export interface ContainerView {
  readonly name: string;
  readonly init: boolean;
  readonly image?: string;
  readonly ready: boolean;
  readonly restarts: number;
  readonly waiting?: { readonly reason?: string; readonly message?: string };
  /** RFC 3339: since when it runs. */
  readonly runningSince?: string;
  readonly terminated?: Termination;
  /** How its life before this one ended. */
  readonly last?: Termination;
}

export interface PodView {
  readonly object: KubernetesObject;
  readonly name: string;
  readonly namespace: string;
  readonly phase?: string;
  /** Why the whole pod failed, such as `Evicted`. */
  readonly reason?: string;
  readonly message?: string;
  readonly node?: string;
  readonly ready: boolean;
  /** Why the scheduler has not placed it, where it has not. */
  readonly unschedulable?: string;
  readonly containers: readonly ContainerView[];
}

/** Reads a Pod's status. https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/ */
export function podView(pod: KubernetesObject): PodView {
  const conditions = listAt(pod, 'status', 'conditions');
  const scheduled = conditions.find((condition) => textAt(condition, 'type') === 'PodScheduled');
  const ready = conditions.find((condition) => textAt(condition, 'type') === 'Ready');
  const waitsForNode = textAt(scheduled, 'status') === 'False';
  return {
    object: pod,
    name: pod.metadata.name,
    namespace: pod.metadata.namespace ?? '',
    ...given('phase', textAt(pod, 'status', 'phase')),
    ...given('reason', textAt(pod, 'status', 'reason')),
    ...given('message', textAt(pod, 'status', 'message')),
    ...given('node', textAt(pod, 'spec', 'nodeName')),
    ...given('unschedulable', waitsForNode ? (textAt(scheduled, 'message') ?? '') : undefined),
    ready: textAt(ready, 'status') === 'True',
    containers: [
      ...listAt(pod, 'status', 'initContainerStatuses').map((status) => containerView(status, true)),
      ...listAt(pod, 'status', 'containerStatuses').map((status) => containerView(status, false)),
    ],
  };
}

function containerView(status: unknown, init: boolean): ContainerView {
  const waiting = field(status, 'state', 'waiting');
  return {
    name: textAt(status, 'name') ?? '',
    init,
    ...given('image', textAt(status, 'image')),
    ready: field(status, 'ready') === true,
    restarts: numberAt(status, 'restartCount') ?? 0,
    ...given(
      'waiting',
      waiting === undefined || waiting === null
        ? undefined
        : { ...given('reason', textAt(waiting, 'reason')), ...given('message', textAt(waiting, 'message')) },
    ),
    ...given('runningSince', textAt(status, 'state', 'running', 'startedAt')),
    ...given('terminated', termination(field(status, 'state', 'terminated'))),
    ...given('last', termination(field(status, 'lastState', 'terminated'))),
  };
}

function termination(state: unknown): Termination | undefined {
  if (state === undefined || state === null) return undefined;
  return {
    ...given('reason', textAt(state, 'reason')),
    ...given('exitCode', numberAt(state, 'exitCode')),
    ...given('startedAt', textAt(state, 'startedAt')),
    ...given('finishedAt', textAt(state, 'finishedAt')),
    ...given('message', textAt(state, 'message')),
  };
}

/** An optional property, left out where there is no value. */
function given<K extends string, V>(key: K, value: V | undefined): { readonly [key in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [key in K]?: V });
}

/** The container's last end, of this life or the one before. */
export function lastTermination(container: ContainerView): Termination | undefined {
  return container.terminated ?? container.last;
}

const badWaits = new Set([
  'CrashLoopBackOff',
  'ImagePullBackOff',
  'ErrImagePull',
  'InvalidImageName',
  'ErrImageNeverPull',
  'CreateContainerConfigError',
  'CreateContainerError',
  'RunContainerError',
]);

/** Whether the container is in a state that does not pass by itself. */
export function isStuck(container: ContainerView): boolean {
  const reason = container.waiting?.reason;
  return reason !== undefined && badWaits.has(reason);
}

/** A pod that has ended well, as a Job's pods do, is not unhealthy for not being ready. */
export function isUnhealthy(pod: PodView): boolean {
  return pod.phase !== 'Succeeded' && (!pod.ready || pod.containers.some(isStuck));
}

/** Worst first: stuck, then not ready, then by restarts. */
export function worstFirst(pods: readonly PodView[]): readonly PodView[] {
  const badness = (pod: PodView) =>
    (pod.containers.some(isStuck) ? 1e6 : 0) + (isUnhealthy(pod) ? 1e5 : 0) + totalRestarts(pod);
  return pods
    .map((pod) => ({ pod, bad: badness(pod) }))
    .toSorted((a, b) => b.bad - a.bad || compareNames(a.pod.name, b.pod.name))
    .map(({ pod }) => pod);
}

/** `localeCompare` of every two names of a thousand pods takes longer than reading them. */
function compareNames(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

export function totalRestarts(pod: PodView): number {
  return pod.containers.reduce((sum, container) => sum + container.restarts, 0);
}
