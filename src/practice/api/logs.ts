import { behavioursOf } from '../behaviours.ts';
import type { ClusterState } from '../cluster-state.ts';
import type { Pod } from '../kinds.ts';
import { namesOf } from '../owners.ts';
import { badRequest } from './status.ts';

function containerName(pod: Pod, given: string | null): string {
  const names = pod.spec.containers.map(({ name }) => name);
  if (given === null && names.length > 1) {
    throw badRequest(
      `a container name must be specified for pod ${pod.metadata.name}, choose one of: [${names.join(' ')}]`,
    );
  }
  const name = given ?? names[0] ?? '';
  if (!names.includes(name)) throw badRequest(`container ${name} is not valid for pod ${pod.metadata.name}`);
  return name;
}

function lastLines(lines: readonly string[], query: URLSearchParams): string {
  const tail = query.get('tailLines');
  const kept = tail === null ? lines : lines.slice(Math.max(0, lines.length - Number(tail)));
  const text = kept.map((line) => `${line}\n`).join('');
  const limit = query.get('limitBytes');
  return limit === null ? text : Buffer.from(text).subarray(0, Number(limit)).toString();
}

/** `pods/log`: plain text, from the scenario's behaviours. */
export function readLog(state: ClusterState, pod: Pod, query: URLSearchParams): string {
  const container = containerName(pod, query.get('container'));
  const previous = query.get('previous') === 'true';
  const status = pod.status?.containerStatuses?.find(({ name }) => name === container);
  const { name } = pod.metadata;
  if (previous && status?.lastState.terminated === undefined) {
    throw badRequest(`previous terminated container "${container}" in pod "${name}" not found`);
  }
  if (status === undefined) {
    throw badRequest(`container "${container}" in pod "${name}" is waiting to start: ContainerCreating`);
  }
  const logs = behavioursOf(state.behaviours, 'log', namesOf(state.store, pod));
  const log = logs.find((behaviour) => behaviour.container === container);
  return lastLines((previous ? log?.previous : log?.lines) ?? [], query);
}
