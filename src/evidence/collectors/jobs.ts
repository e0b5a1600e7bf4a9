import type { KubernetesObject } from '../../domain/objects.ts';
import type { Collector, CollectorContext } from '../collector.ts';
import { observe, observeBriefly } from '../observe.ts';
import { cronJobOf, jobsOf } from '../related.ts';
import { jobView, newestFirst } from '../views/job-view.ts';

const mostJobs = 8;

/** The Job or CronJob of the incident, and the CronJob's recent Jobs: a failure that later runs made good is stale. */
export const jobsCollector: Collector = {
  name: 'jobs',
  kind: 'job',
  collect: async (context) => {
    const { target } = context;
    if (target === undefined || (target.kind !== 'Job' && target.kind !== 'CronJob')) return [];
    const object = await context.cluster.get(target);
    if (object === undefined) return [];
    const siblings = await otherJobs(object, context);
    return [observe(object), ...siblings.map(observeBriefly)];
  },
};

async function otherJobs(
  object: KubernetesObject,
  { cluster }: CollectorContext,
): Promise<readonly KubernetesObject[]> {
  const cronJob = object.kind === 'CronJob' ? object : await cronJobOf(object, cluster);
  if (cronJob === undefined) return [];
  const jobs = newestFirst((await jobsOf(cronJob, cluster)).map(jobView))
    .filter((job) => job.name !== object.metadata.name)
    .slice(0, mostJobs)
    .map((job) => job.object);
  return cronJob === object ? jobs : [cronJob, ...jobs];
}
