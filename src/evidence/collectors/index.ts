import type { Collector } from '../collector.ts';
import { alertCollector } from './alert.ts';
import { eventsCollector } from './events.ts';
import { jobsCollector } from './jobs.ts';
import { logsCollector } from './logs.ts';
import { namespaceCollector } from './namespace.ts';
import { neighboursCollector } from './neighbours.ts';
import { nodeCollector } from './node.ts';
import { podsCollector } from './pods.ts';
import { quotaCollector } from './quota.ts';
import { rolloutCollector } from './rollout.ts';
import { servicesCollector } from './services.ts';
import { storageCollector } from './storage.ts';
import { usageCollector } from './usage.ts';
import { workloadCollector } from './workload.ts';

/** Every source of evidence, what matters most first: when the budget ends, the end of the list is cut. */
export const collectors: readonly Collector[] = [
  alertCollector,
  workloadCollector,
  jobsCollector,
  servicesCollector,
  podsCollector,
  eventsCollector,
  namespaceCollector,
  neighboursCollector,
  logsCollector,
  rolloutCollector,
  usageCollector,
  storageCollector,
  nodeCollector,
  quotaCollector,
];
