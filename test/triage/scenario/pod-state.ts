import { z } from 'zod';
import type { KubernetesObject } from '../../../src/domain/objects.ts';
import { type Fields, isFields } from './entry.ts';

const optionsSchema = z.strictObject({
  is: z.enum(['running', 'unready', 'crash', 'waiting', 'pending', 'completed', 'failed', 'evicted']),
  /** The container that is in trouble, where it is not the first. */
  container: z.string().optional(),
  name: z.string().optional(),
  node: z.string().optional(),
  age: z.string().default('now-6h'),
  restarts: z.number().int().optional(),
  exit: z.number().int().optional(),
  reason: z.string().optional(),
  message: z.string().optional(),
  /** How the container ended before it ran again. */
  last: z.strictObject({ exit: z.number().int(), reason: z.string().optional(), at: z.string() }).optional(),
  /** When the life began that ended last. */
  started: z.string().optional(),
  /** When it last ended, or became what it is. */
  at: z.string().optional(),
  log: z.string().optional(),
  previous: z.string().optional(),
  labels: z.record(z.string(), z.string()).optional(),
  deleted: z.string().optional(),
  /** What a LimitRange gave the containers. */
  resources: z.record(z.string(), z.record(z.string(), z.string())).optional(),
  /** Conditions that are otherwise than the word implies: `{ Type: "False: Reason: message" }`. */
  conditions: z.record(z.string(), z.string()).default({}),
});

/** What a pod is doing: a word, or `{ is: word, … }`. */
export const podStateSchema = z.preprocess(
  (given) => (typeof given === 'string' ? { is: given } : given),
  optionsSchema,
);
export type PodState = z.infer<typeof podStateSchema>;

const moment = (state: PodState) => state.at ?? 'now-2m';

/** The status that a kubelet reports of a pod in this state. */
export function podStatus(state: PodState, pod: KubernetesObject, address: string): Fields {
  const spec = pod['spec'] as { containers: readonly Fields[]; initContainers?: readonly Fields[] };
  const init = spec.initContainers ?? [];
  const troubled = state.container ?? String(spec.containers[0]?.['name']);
  const inInit = init.some(({ name }) => name === troubled);
  const statusOf = (container: Fields, started: boolean) =>
    container['name'] === troubled
      ? containerStatus(container, state, pod)
      : started
        ? running(container, state.age)
        : waiting(container, 'PodInitializing');
  const scheduled = {
    type: 'PodScheduled',
    status: state.is === 'pending' ? 'False' : 'True',
    lastTransitionTime: state.age,
  };
  if (state.is === 'pending') {
    return {
      phase: 'Pending',
      qosClass: 'Burstable',
      conditions: [{ ...scheduled, reason: 'Unschedulable', message: state.message ?? '' }],
    };
  }
  if (state.is === 'evicted') {
    return { phase: 'Failed', reason: 'Evicted', message: state.message ?? '', startTime: state.age };
  }
  const ready = state.is === 'running';
  const ended = state.is === 'completed' || state.is === 'failed';
  const why = ended ? (state.is === 'completed' ? 'PodCompleted' : 'PodFailed') : 'ContainersNotReady';
  const condition = (type: string, met: boolean) => {
    const lastTransitionTime = ready ? state.age : moment(state);
    const [status, reason, ...message] = state.conditions[type]?.split(': ') ?? [];
    if (status !== undefined)
      return { type, status, reason, message: message.join(': '), lastTransitionTime };
    return {
      type,
      status: met ? 'True' : 'False',
      lastTransitionTime,
      ...(met ? {} : { reason: why, message: `containers with unready status: [${troubled}]` }),
    };
  };
  return {
    phase: phaseOf(state, inInit),
    podIP: address,
    podIPs: [{ ip: address }],
    startTime: state.age,
    qosClass: 'Burstable',
    conditions: [
      condition('Initialized', !inInit || ready),
      condition('Ready', ready),
      condition('ContainersReady', ready),
      scheduled,
    ],
    ...(init.length === 0
      ? {}
      : {
          initContainerStatuses: init.map((container) =>
            inInit ? statusOf(container, false) : done(container, state.age),
          ),
        }),
    containerStatuses: spec.containers.map((container) => statusOf(container, !inInit)),
  };
}

function phaseOf({ is }: PodState, inInit: boolean): string {
  switch (is) {
    case 'completed':
      return 'Succeeded';
    case 'failed':
    case 'evicted':
      return 'Failed';
    case 'waiting':
    case 'pending':
      return 'Pending';
    case 'running':
    case 'unready':
    case 'crash':
      return inInit ? 'Pending' : 'Running';
  }
}

function containerStatus(container: Fields, state: PodState, pod: KubernetesObject): Fields {
  const { restarts = 0, exit = 1, reason, message } = state;
  // Of a container that was started again and again, the last life began just before it ended, unless it is said.
  const startedAt = state.started ?? (state.is === 'crash' && state.at === undefined ? 'now-3m' : state.age);
  const ended = (code: number, at: string, why?: string) => ({
    terminated: {
      exitCode: code,
      reason: why ?? (code === 0 ? 'Completed' : 'Error'),
      startedAt,
      finishedAt: at,
      containerID: 'containerd://9f3c',
      ...(message === undefined ? {} : { message }),
    },
  });
  const lastState = state.last === undefined ? {} : ended(state.last.exit, state.last.at, state.last.reason);
  switch (state.is) {
    case 'running':
      return { ...running(container, state.at ?? state.age), restartCount: restarts, lastState };
    case 'unready':
      return {
        ...running(container, state.at ?? state.age),
        ready: false,
        restartCount: restarts,
        lastState,
      };
    case 'crash':
      return {
        ...identity(container),
        ready: false,
        started: false,
        restartCount: state.restarts ?? 14,
        state: {
          waiting: {
            reason: 'CrashLoopBackOff',
            message: `back-off 5m0s restarting failed container=${String(container['name'])} pod=${pod.metadata.name}_${pod.metadata.namespace ?? ''}(${pod.metadata.uid ?? ''})`,
          },
        },
        lastState: ended(exit, moment(state), reason),
      };
    case 'completed':
    case 'failed':
      return {
        ...identity(container),
        ready: false,
        started: false,
        restartCount: restarts,
        state: ended(state.is === 'completed' ? 0 : exit, moment(state), reason),
        lastState: {},
      };
    case 'waiting':
      return {
        ...waiting(container, reason ?? 'ContainerCreating', message),
        restartCount: restarts,
        lastState,
      };
    case 'pending':
    case 'evicted':
      return waiting(container, 'ContainerCreating');
  }
}

function identity(container: Fields): Fields {
  const image = String(container['image']);
  return { name: container['name'], image, imageID: `${image.replace(/:[^/]*$/u, '')}@sha256:4be1` };
}

function running(container: Fields, since: string): Fields {
  return {
    ...identity(container),
    ready: true,
    started: true,
    restartCount: 0,
    state: { running: { startedAt: since } },
    lastState: {},
  };
}

function waiting(container: Fields, reason: string, message?: string): Fields {
  return {
    ...identity(container),
    imageID: '',
    ready: false,
    started: false,
    restartCount: 0,
    state: { waiting: { reason, ...(message === undefined ? {} : { message }) } },
    lastState: {},
  };
}

function done(container: Fields, at: string): Fields {
  return {
    ...identity(container),
    ready: true,
    started: false,
    restartCount: 0,
    state: { terminated: { exitCode: 0, reason: 'Completed', startedAt: at, finishedAt: at } },
    lastState: {},
  };
}

/** The events that kubelet and scheduler write of such a pod, as `[type, reason, message]`. */
export function podEvents(
  state: PodState,
  pod: KubernetesObject,
): readonly (readonly [string, string, string])[] {
  const spec = pod['spec'] as { containers: readonly Fields[]; initContainers?: readonly Fields[] };
  const container =
    [...spec.containers, ...(spec.initContainers ?? [])].find(({ name }) => name === state.container) ??
    spec.containers[0];
  const name = String(container?.['name']);
  const image = String(container?.['image']);
  switch (state.is) {
    case 'crash':
      return [
        ['Normal', 'Pulled', `Container image "${image}" already present on machine`],
        ['Normal', 'Created', `Created container: ${name}`],
        [
          'Warning',
          'BackOff',
          `Back-off restarting failed container ${name} in pod ${pod.metadata.name}_${pod.metadata.namespace ?? ''}(${pod.metadata.uid ?? ''})`,
        ],
      ];
    case 'pending':
      return [['Warning', 'FailedScheduling', state.message ?? '']];
    case 'evicted':
      return [['Warning', 'Evicted', state.message ?? '']];
    case 'waiting':
      return waitingEvents(state, image);
    case 'running':
    case 'unready':
    case 'completed':
    case 'failed':
      return [];
  }
}

function waitingEvents({ reason, message = '' }: PodState, image: string) {
  if (reason === 'CreateContainerConfigError') return [['Warning', 'Failed', `Error: ${message}`]] as const;
  if (reason === 'InvalidImageName') return [['Warning', 'InspectFailed', message]] as const;
  if (reason !== 'ImagePullBackOff' && reason !== 'ErrImagePull') return [];
  const error = message.replace(/^Back-off pulling image "[^"]*": ErrImagePull: /u, '');
  return [
    ['Normal', 'Pulling', `Pulling image "${image}"`],
    ['Warning', 'Failed', `Failed to pull image "${image}": ${error}`],
    ['Warning', 'Failed', 'Error: ErrImagePull'],
    ['Normal', 'BackOff', `Back-off pulling image "${image}"`],
    ['Warning', 'Failed', 'Error: ImagePullBackOff'],
  ] as const;
}

export function troubledContainer(state: PodState, pod: KubernetesObject): string {
  const containers = (pod['spec'] as { containers?: readonly unknown[] }).containers ?? [];
  const [first] = containers;
  return state.container ?? (isFields(first) ? String(first['name']) : 'app');
}
