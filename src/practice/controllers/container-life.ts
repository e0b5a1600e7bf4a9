import { parseQuantity } from '../../domain/quantity.ts';
import type { BehaviourOf } from '../behaviours.ts';
import type { Container, ContainerStatus } from '../kinds.ts';
import { timestamp } from '../object-store.ts';

/** What a kubelet reports of one container, as a function of its last report and the time. */

const FIRST_BACK_OFF_SECONDS = 10;
const LONGEST_BACK_OFF_SECONDS = 300;

export function backOffSeconds(restartCount: number): number {
  return Math.min(LONGEST_BACK_OFF_SECONDS, FIRST_BACK_OFF_SECONDS * 2 ** restartCount);
}

export function startedContainer(container: Container, now: Date): ContainerStatus {
  return {
    name: container.name,
    image: container.image,
    imageID: `practice://${container.image}`,
    ready: true,
    started: true,
    restartCount: 0,
    state: { running: { startedAt: timestamp(now) } },
    lastState: {},
  };
}

function secondsSince(time: string, now: Date): number {
  return (now.getTime() - Date.parse(time)) / 1000;
}

export function isTooSmall(container: Container, oom: BehaviourOf<'oom-killed'>): boolean {
  const limit = container.resources?.limits?.['memory'];
  const [has, needs] = [limit === undefined ? undefined : parseQuantity(limit), parseQuantity(oom.below)];
  return has !== undefined && needs !== undefined && has < needs;
}

function killed(status: ContainerStatus, startedAt: string, podName: string, now: Date): ContainerStatus {
  const wait = backOffSeconds(status.restartCount);
  return {
    ...status,
    ready: false,
    started: false,
    state: {
      waiting: {
        reason: 'CrashLoopBackOff',
        message: `back-off ${wait}s restarting failed container=${status.name} pod=${podName}`,
      },
    },
    lastState: {
      terminated: { exitCode: 137, reason: 'OOMKilled', startedAt, finishedAt: timestamp(now) },
    },
  };
}

function restarted(status: ContainerStatus, now: Date): ContainerStatus {
  return {
    ...status,
    ready: true,
    started: true,
    restartCount: status.restartCount + 1,
    state: { running: { startedAt: timestamp(now) } },
  };
}

/** The next report of a container that is OOM-killed again and again; unchanged while nothing is due. */
export function oomLife(
  status: ContainerStatus,
  { oom, podName, now }: { oom: BehaviourOf<'oom-killed'>; podName: string; now: Date },
): ContainerStatus {
  const { running, waiting } = status.state;
  if (running !== undefined) {
    return secondsSince(running.startedAt, now) >= oom.afterSeconds
      ? killed(status, running.startedAt, podName, now)
      : status;
  }
  const died = status.lastState.terminated?.finishedAt;
  if (waiting === undefined || died === undefined) return status;
  return secondsSince(died, now) >= backOffSeconds(status.restartCount) ? restarted(status, now) : status;
}
