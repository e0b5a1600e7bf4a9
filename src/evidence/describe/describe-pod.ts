import type { KubernetesObject } from '../../domain/objects.ts';
import type { ContainerView, Termination } from '../views/pod-view.ts';
import { podView, totalRestarts } from '../views/pod-view.ts';
import type { Description } from './description.ts';
import { description } from './description.ts';

/** Phase, node, and each container's state with how it last ended. */
export function describePod(object: KubernetesObject): Description {
  const pod = podView(object);
  const states = [
    pod.phase ?? 'unknown phase',
    pod.ready ? 'ready' : 'not ready',
    ...(pod.reason === undefined ? [] : [pod.reason]),
    `${totalRestarts(pod)} restarts`,
    ...(object.metadata.deletionTimestamp === undefined ? [] : ['being deleted']),
    pod.node === undefined ? 'on no node' : `on ${pod.node}`,
  ];
  return description(`Pod ${pod.namespace}/${pod.name}: ${states.join(', ')}`, [
    ...(pod.message === undefined ? [] : [pod.message]),
    ...(pod.unschedulable === undefined ? [] : [`not scheduled: ${pod.unschedulable}`]),
    ...pod.containers.map(containerLine),
  ]);
}

function containerLine(container: ContainerView): string {
  const parts = [
    stateText(container),
    `${container.restarts} restarts`,
    ...(container.last === undefined ? [] : [`last ended ${terminationText(container.last)}`]),
  ];
  return `${container.init ? 'init container' : 'container'} ${container.name}: ${parts.join('; ')}`;
}

function stateText({ waiting, terminated, runningSince, ready }: ContainerView): string {
  if (waiting !== undefined) {
    return `waiting ${waiting.reason ?? ''}${waiting.message === undefined ? '' : ` (${waiting.message})`}`;
  }
  if (terminated !== undefined) return `terminated ${terminationText(terminated)}`;
  if (runningSince !== undefined) return `running since ${runningSince}${ready ? '' : ', not ready'}`;
  return 'no state reported';
}

function terminationText({ reason, exitCode, startedAt, finishedAt, message }: Termination): string {
  return [
    reason ?? 'for no stated reason',
    ...(exitCode === undefined ? [] : [`exit code ${exitCode}`]),
    ...(startedAt === undefined ? [] : [`started ${startedAt}`]),
    ...(finishedAt === undefined ? [] : [`finished ${finishedAt}`]),
    ...(message === undefined ? [] : [`message: ${message}`]),
  ].join(', ');
}
