import { refOf } from '../../domain/objects.ts';
import type { ClusterReader, LogQuery } from '../../ports/cluster.ts';
import type { Collector, Observation } from '../collector.ts';
import { lookOr } from '../look-error.ts';
import { logText } from '../request-text.ts';
import { foldLog } from '../text/fold-log.ts';
import type { ContainerView, PodView } from '../views/pod-view.ts';
import { isStuck } from '../views/pod-view.ts';
import { incidentPods } from './pods.ts';

const mostPods = 2;
const tailLines = 200;
const limitBytes = 64 * 1024;
const mostCharacters = 3000;

/** Logs of the containers that do badly, of this life and the one before, folded. */
export const logsCollector: Collector = {
  name: 'logs',
  kind: 'log',
  collect: async (context) => {
    const pods = (await incidentPods(context)).slice(0, mostPods);
    const logs = pods.flatMap((pod) =>
      pod.containers
        .filter(hasTrouble)
        .flatMap((container) =>
          livesOf(container).map((previous) => [pod, container.name, previous] as const),
        ),
    );
    const looks = logs.map(([pod, container, previous]) => podLog(pod, container, previous, context.cluster));
    return (await Promise.all(looks)).flat();
  },
};

function hasTrouble(container: ContainerView): boolean {
  const failed = container.terminated !== undefined && container.terminated.exitCode !== 0;
  return (
    failed ||
    container.restarts > 0 ||
    isStuck(container) ||
    (container.runningSince !== undefined && !container.ready && !container.init)
  );
}

/** A container that waits has written nothing in this life; one that never started has no log at all. */
function livesOf(container: ContainerView): readonly boolean[] {
  const now = container.runningSince !== undefined || container.terminated !== undefined ? [false] : [];
  return container.restarts > 0 || container.last !== undefined ? [true, ...now] : now;
}

/** One container's log as an item. Workloads wrote it: data, never instruction. */
export async function podLog(
  pod: PodView,
  container: string,
  previous: boolean,
  cluster: ClusterReader,
): Promise<readonly Observation[]> {
  const query: LogQuery = {
    namespace: pod.namespace,
    pod: pod.name,
    container,
    previous,
    tailLines,
    limitBytes,
  };
  const ref = refOf(pod.object);
  return await lookOr('log', ref, async () => {
    const text = await cluster.logs(query);
    const life = previous ? 'last life' : 'this life';
    const summary = `log of container ${container} in Pod ${pod.namespace}/${pod.name}, ${life}`;
    const empty = text.trim() === '';
    return [
      {
        kind: 'log',
        ref,
        source: logText(query),
        trust: 'untrusted',
        status: 'seen',
        summary: empty ? `${summary}: empty` : summary,
        ...(empty ? {} : { detail: text, condense: (redacted) => foldLog(redacted, mostCharacters) }),
      },
    ];
  });
}
