import type { Collector } from '../collector.ts';
import { isWorkload } from '../kinds.ts';
import { observe } from '../observe.ts';

/** The workload that the incident is about; Jobs and CronJobs have a collector of their own. */
export const workloadCollector: Collector = {
  name: 'workload',
  kind: 'workload',
  collect: async ({ target, cluster }) => {
    if (target === undefined || !isWorkload(target) || target.kind === 'Job' || target.kind === 'CronJob')
      return [];
    const workload = await cluster.get(target);
    return workload === undefined ? [] : [observe(workload)];
  },
};
