import { refOf } from '../../domain/objects.ts';
import type { ClusterReader, LogQuery } from '../../ports/cluster.ts';
import type { ArchiveLook } from '../archived-logs.ts';
import { archivedLogs, archiveLook, duringLife } from '../archived-logs.ts';
import type { Collector, CollectorContext, Observation } from '../collector.ts';
import { goneWriters } from '../gone-writers.ts';
import { followedDependencies } from '../incident-workloads.ts';
import { known } from '../kinds.ts';
import { LookError, lookOr } from '../look-error.ts';
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
 * that runs: a workload can be up and useless. What no kubelet has, the log archive may.
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
    const archive = archiveLook(context);
    const looks = logs.map(([pod, container, previous]) =>
      podLog(pod, container, previous, context.cluster, archive),
    );
    const gone = archive === undefined ? [] : [goneLogs(context, archive)];
    return (await Promise.all([...looks, ...gone])).flat();
  },
};

async function goneLogs(context: CollectorContext, archive: ArchiveLook): Promise<readonly Observation[]> {
  const about = context.target ?? known('Namespace', context.namespaces[0] ?? 'unknown');
  return await lookOr('log', about, async () => {
    const looks = (await goneWriters(context)).map(({ ref, of }) => archivedLogs(ref, of, archive));
    return (await Promise.all(looks)).flat();
  });
}

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

/**
 * One container's log as an item; what the archive holds of it where the kubelet has it no more. Workloads wrote it: data,
 * never instruction.
 */
export async function podLog(
  pod: PodView,
  container: string,
  previous: boolean,
  cluster: ClusterReader,
  archive?: ArchiveLook,
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
  const archived = async () => {
    const view = pod.containers.find(({ name }) => name === container);
    const life = previous ? view?.last : view?.terminated;
    return archive === undefined
      ? []
      : await archivedLogs(ref, { pod: pod.name, container }, duringLife(archive, life));
  };
  return await lookOr('log', ref, async () => {
    const text = await textOr(cluster.logs(query), archived);
    if (typeof text !== 'string') return text;
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

/** The kubelet's text; in place of none what the archive has seen. Throws `LookError` where neither has any. */
async function textOr(
  text: Promise<string>,
  archived: () => Promise<readonly Observation[]>,
): Promise<string | readonly Observation[]> {
  const answer = await text.catch((error: unknown) => {
    if (error instanceof LookError && mayBeArchived(error.code)) return error;
    throw error;
  });
  if (typeof answer === 'string' && answer.trim() !== '' && !lostLog.test(answer)) return answer;
  const seen = (await archived()).filter(({ status }) => status === 'seen');
  if (seen.length > 0) return seen;
  if (typeof answer === 'string') return answer;
  throw answer;
}

/** The kubelet's whole answer, with status 200, for a container whose log file is gone. */
const lostLog = /^unable to retrieve container logs for \S+\s*$/u;

/** Who may not read logs does not read them elsewhere, and what there is no time for is not asked twice. */
function mayBeArchived(code: LookError['code']): boolean {
  switch (code) {
    case 'not-found':
    case 'invalid':
    case 'timeout':
    case 'unreachable':
    case 'server-error':
      return true;
    case 'forbidden':
    case 'unauthorized':
    case 'rejected':
    case 'conflict':
    case 'already-exists':
    case 'too-many-requests':
    case 'budget':
    case 'aborted':
      return false;
    default:
      return code satisfies never;
  }
}
