import { field, listAt, numberAt, textAt } from '../../domain/fields.ts';
import type { KubernetesObject } from '../../domain/objects.ts';

export interface JobView {
  readonly object: KubernetesObject;
  readonly name: string;
  readonly state: 'failed' | 'complete' | 'suspended' | 'running';
  /** Why it failed, such as `BackoffLimitExceeded`. */
  readonly reason?: string;
  readonly message?: string;
  readonly failedPods: number;
  /** RFC 3339. */
  readonly startedAt?: string;
  /** RFC 3339: when it completed or failed. */
  readonly finishedAt?: string;
}

/** Reads a Job's conditions. https://kubernetes.io/docs/concepts/workloads/controllers/job/#terminal-job-conditions */
export function jobView(job: KubernetesObject): JobView {
  const failed = condition(job, 'Failed');
  const complete = condition(job, 'Complete');
  const reason = textAt(failed, 'reason');
  const message = textAt(failed, 'message');
  const startedAt = textAt(job, 'status', 'startTime');
  const finishedAt =
    textAt(job, 'status', 'completionTime') ?? textAt(failed ?? complete, 'lastTransitionTime');
  return {
    object: job,
    name: job.metadata.name,
    state: stateOf(job, failed !== undefined, complete !== undefined),
    ...(reason === undefined ? {} : { reason }),
    ...(message === undefined ? {} : { message }),
    failedPods: numberAt(job, 'status', 'failed') ?? 0,
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(finishedAt === undefined ? {} : { finishedAt }),
  };
}

function stateOf(job: KubernetesObject, failed: boolean, complete: boolean): JobView['state'] {
  if (failed) return 'failed';
  if (complete) return 'complete';
  return field(job, 'spec', 'suspend') === true ? 'suspended' : 'running';
}

function condition(job: KubernetesObject, type: string): unknown {
  return listAt(job, 'status', 'conditions').find(
    (found) => textAt(found, 'type') === type && textAt(found, 'status') === 'True',
  );
}

/** Newest first, by start (a Job that never started, by creation). */
export function newestFirst(jobs: readonly JobView[]): readonly JobView[] {
  const start = (job: JobView) => job.startedAt ?? job.object.metadata.creationTimestamp ?? '';
  return jobs.toSorted((a, b) => start(b).localeCompare(start(a)));
}
