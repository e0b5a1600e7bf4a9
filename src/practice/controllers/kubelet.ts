import { controllerOf } from '../../domain/controller.ts';
import { behavioursOf } from '../behaviours.ts';
import type { ClusterState } from '../cluster-state.ts';
import { type Condition, type ContainerStatus, isFinished, type Pod, type PodStatus } from '../kinds.ts';
import { timestamp } from '../object-store.ts';
import { namesOf } from '../owners.ts';
import { isTooSmall, oomLife, startedContainer } from './container-life.ts';
import { recordEvent } from './events.ts';

const START_SECONDS = 1;
const JOB_SECONDS = 2;

function age(pod: Pod, now: Date): number {
  return (now.getTime() - Date.parse(pod.metadata.creationTimestamp ?? timestamp(now))) / 1000;
}

function conditions(pod: Pod, ready: boolean, now: Date): readonly Condition[] {
  const before = pod.status?.conditions ?? [];
  return ['PodScheduled', 'Initialized', 'ContainersReady', 'Ready'].map((type) => {
    const status = ready || type === 'PodScheduled' || type === 'Initialized' ? 'True' : 'False';
    const same = before.find((one) => one.type === type && one.status === status);
    return same ?? { type, status, lastTransitionTime: timestamp(now) };
  });
}

/** An address that no other pod has. */
function freeIP(state: ClusterState): string {
  const taken = new Set(state.store.list('v1', 'Pod').map((pod) => pod.status?.podIP));
  const numbers = Array.from({ length: 65_000 }, (_, index) => index + 2);
  const free = numbers.find((number) => !taken.has(`10.42.${number >> 8}.${number & 255}`)) ?? 2;
  return `10.42.${free >> 8}.${free & 255}`;
}

function withStatus(state: ClusterState, pod: Pod, containerStatuses: readonly ContainerStatus[]): Pod {
  const now = state.now();
  const ready = containerStatuses.every((status) => status.ready);
  const status: PodStatus = {
    ...pod.status,
    phase: 'Running',
    conditions: conditions(pod, ready, now),
    containerStatuses,
  };
  return { ...pod, status };
}

function start(state: ClusterState, pod: Pod): void {
  const now = state.now();
  const podIP = freeIP(state);
  const started = pod.spec.containers.map((container) => startedContainer(container, now));
  const running = withStatus(state, pod, started);
  state.store.replace({
    ...running,
    status: {
      ...running.status,
      phase: 'Running',
      podIP,
      podIPs: [{ ip: podIP }],
      startTime: timestamp(now),
    },
  });
  recordEvent(state, pod, {
    type: 'Normal',
    reason: 'Started',
    message: 'Container started',
    component: 'kubelet',
  });
}

function finish(state: ClusterState, pod: Pod, exitCode: number): void {
  const finishedAt = timestamp(state.now());
  const reason = exitCode === 0 ? 'Completed' : 'Error';
  const containerStatuses = (pod.status?.containerStatuses ?? []).map((status) => {
    const startedAt = status.state.running?.startedAt ?? finishedAt;
    const terminated = { exitCode, reason, startedAt, finishedAt };
    return Object.assign({}, status, { ready: false, started: false, state: { terminated } });
  });
  const phase = exitCode === 0 ? 'Succeeded' : 'Failed';
  const ended = withStatus(state, pod, containerStatuses);
  state.store.replace({ ...ended, status: { ...ended.status, phase } });
}

function live(state: ClusterState, pod: Pod): void {
  const names = namesOf(state.store, pod);
  const now = state.now();
  const podName = `${pod.metadata.name}_${pod.metadata.namespace}(${pod.metadata.uid})`;
  const ooms = behavioursOf(state.behaviours, 'oom-killed', names);
  const next = (pod.status?.containerStatuses ?? []).map((status) => {
    const container = pod.spec.containers.find(({ name }) => name === status.name);
    const oom = ooms.find((behaviour) => behaviour.container === status.name);
    if (oom === undefined || container === undefined || !isTooSmall(container, oom)) return status;
    const after = oomLife(status, { oom, podName, now });
    if (after.state.waiting !== undefined && status.state.waiting === undefined) {
      const message = `Back-off restarting failed container ${status.name} in pod ${podName}`;
      recordEvent(state, pod, { type: 'Warning', reason: 'BackOff', message, component: 'kubelet' });
    }
    return after;
  });
  state.store.replace(withStatus(state, pod, next));
}

/** Runs every pod that has a node: start, crash as the behaviours say, come to the end where a Job's pod does. */
export function runKubelets(state: ClusterState): void {
  const now = state.now();
  for (const pod of state.store.list('v1', 'Pod')) {
    if (pod.spec.nodeName === undefined || isFinished(pod)) continue;
    const ofJob = controllerOf(pod)?.kind === 'Job';
    if (pod.status?.phase !== 'Running') {
      if (age(pod, now) >= START_SECONDS) start(state, pod);
    } else if (ofJob && age(pod, now) >= JOB_SECONDS + START_SECONDS) {
      const [fails] = behavioursOf(state.behaviours, 'job-fails', namesOf(state.store, pod));
      finish(state, pod, fails?.exitCode ?? 0);
    } else live(state, pod);
  }
}
