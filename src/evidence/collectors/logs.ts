import { refOf } from '../../domain/objects.ts';
import type { ClusterReader, LogQuery } from '../../ports/cluster.ts';
import type { Collector, CollectorContext, Observation } from '../collector.ts';
import { followedDependencies } from '../incident-workloads.ts';
import { lookOr } from '../look-error.ts';
import { podsOf } from '../related.ts';
import { logText } from '../request-text.ts';
import { foldLog } from '../text/fold-log.ts';
import type { ContainerView, PodView } from '../views/pod-view.ts';
import { isStuck, isUnhealthy, podView, worstFirst } from '../views/pod-view.ts';
import { incidentPods } from './pods.ts';

const mostPods = 2;
const mostLogs = 8;
const mostHealthy = 3;
const tailLines = 200;
const limitBytes = 64 * 1024;
const mostCharacters = 3000;

/**
 * Logs of the containers that do badly, of this life and the one before, folded. Where none does, those of one pod
 * that runs: a workload can be up and useless.
 */
export const logsCollector: Collector = {
  name: 'logs',
  kind: 'log',
  collect: async (context) => {
    const own = await incidentPods(context);
    const pods = [...own.slice(0, mostPods), ...(await brokenDependencies(context))];
    const troubled = pods.flatMap((pod) =>
      pod.containers
        .filter(hasTrouble)
        .flatMap((container) =>
          livesOf(container).map((previous) => [pod, container.name, previous] as const),
        ),
    );
    const isWide = context.target === undefined || context.target.kind === 'Namespace';
    const steady = isWide ? own.filter((pod) => !isUnhealthy(pod)) : own.slice(0, 1);
    const running = steady
      .flatMap((pod) =>
        pod.containers
          .filter(({ runningSince, init }) => runningSince !== undefined && !init)
          .map(({ name }) => [pod, name, false] as const),
      )
      .slice(0, mostHealthy);
    const logs = [...troubled.slice(0, mostLogs), ...(isWide || troubled.length === 0 ? running : [])];
    const looks = logs.map(([pod, container, previous]) => podLog(pod, container, previous, context.cluster));
    return (await Promise.all(looks)).flat();
  },
};

async function brokenDependencies(context: CollectorContext): Promise<readonly PodView[]> {
  const workloads = (await followedDependencies(context)).flatMap((followed) => followed.workloads);
  const pods = await Promise.all(
    workloads.map(async (workload) => (await podsOf(workload, context.cluster)).map(podView)),
  );
  return worstFirst(pods.flat().filter(isUnhealthy)).slice(0, mostPods);
}

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
