import type { ClusterState } from '../cluster-state.ts';
import { holds, type Condition, type Job, type Pod } from '../kinds.ts';
import { timestamp } from '../object-store.ts';
import { controlledBy } from '../owners.ts';
import { createPod } from './create-pod.ts';
import { recordEvent } from './events.ts';

const COMPONENT = 'job-controller';

function inPhase(pods: readonly Pod[], ...phases: readonly string[]): number {
  return pods.filter((pod) => phases.includes(pod.status?.phase ?? 'Pending')).length;
}

function ending(job: Job, succeeded: number, failed: number, now: string): Condition | undefined {
  const common = { status: 'True', lastTransitionTime: now };
  if (succeeded >= (job.spec.completions ?? 1))
    return { type: 'Complete', reason: 'CompletionsReached', ...common };
  if (failed <= (job.spec.backoffLimit ?? 6)) return undefined;
  const message = 'Job has reached the specified backoff limit';
  return { type: 'Failed', reason: 'BackoffLimitExceeded', message, ...common };
}

function reconcile(state: ClusterState, job: Job): void {
  const owned = (): readonly Pod[] =>
    controlledBy(state.store.list('v1', 'Pod', job.metadata.namespace), job);
  const now = timestamp(state.now());
  const before = owned();
  const [succeeded, failed] = [inPhase(before, 'Succeeded'), inPhase(before, 'Failed')];
  const end = ending(job, succeeded, failed, now);
  const active = inPhase(before, 'Pending', 'Running');
  const wanted = Math.min(job.spec.parallelism ?? 1, (job.spec.completions ?? 1) - succeeded);
  if (end === undefined && active < wanted) {
    const name = `${job.metadata.name}-${state.random.suffix(5)}`;
    createPod(state, job, job.spec.template, { name, component: COMPONENT });
  }
  if (end !== undefined) {
    const type = end.type === 'Complete' ? 'Normal' : 'Warning';
    const reason = end.type === 'Complete' ? 'Completed' : 'BackoffLimitExceeded';
    recordEvent(state, job, { type, reason, message: end.message ?? 'Job completed', component: COMPONENT });
  }
  state.store.replace({
    ...job,
    status: {
      startTime: job.status?.startTime ?? now,
      ...(end?.type === 'Complete' ? { completionTime: now } : {}),
      active: inPhase(owned(), 'Pending', 'Running'),
      succeeded,
      failed,
      ready: inPhase(owned(), 'Running'),
      ...(end === undefined ? {} : { conditions: [end] }),
    },
  });
}

/** Jobs → Pods, until they complete or fail too often; a Job that has ended stays as it is. */
export function runJobs(state: ClusterState): void {
  for (const job of state.store.list('batch/v1', 'Job')) {
    const ended = holds(job.status?.conditions, 'Complete') || holds(job.status?.conditions, 'Failed');
    if (!ended && job.spec.suspend !== true) reconcile(state, job);
  }
}
