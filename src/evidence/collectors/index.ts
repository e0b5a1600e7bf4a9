import type { ObjectRef } from '../../domain/objects.ts';
import type { Collector } from '../collector.ts';
import { accountCollector } from './account.ts';
import { alertCollector } from './alert.ts';
import { autoscalerCollector } from './autoscaler.ts';
import { controlPlaneCollector } from './control-plane.ts';
import { dependenciesCollector } from './dependencies.ts';
import { disruptionBudgetCollector } from './disruption-budget.ts';
import { dnsCollector } from './dns.ts';
import { eventsCollector } from './events.ts';
import { ingressCollector } from './ingress.ts';
import { jobsCollector } from './jobs.ts';
import { logsCollector } from './logs.ts';
import { metricsApiCollector } from './metrics-api.ts';
import { metricsCollector } from './metrics.ts';
import { namespaceCollector } from './namespace.ts';
import { neighboursCollector } from './neighbours.ts';
import { networkPolicyCollector } from './network-policy.ts';
import { nodeCollector } from './node.ts';
import { podsCollector } from './pods.ts';
import { quotaCollector } from './quota.ts';
import { rolloutCollector } from './rollout.ts';
import { servicesCollector } from './services.ts';
import { storageCollector } from './storage.ts';
import { usageCollector } from './usage.ts';
import { webhooksCollector } from './webhooks.ts';
import { workloadCollector } from './workload.ts';

const workloads: readonly Collector[] = [
  alertCollector,
  metricsCollector,
  workloadCollector,
  jobsCollector,
  servicesCollector,
  podsCollector,
  eventsCollector,
  namespaceCollector,
  logsCollector,
  rolloutCollector,
  dependenciesCollector,
  accountCollector,
  usageCollector,
  storageCollector,
  nodeCollector,
  autoscalerCollector,
  metricsApiCollector,
  quotaCollector,
  webhooksCollector,
  networkPolicyCollector,
  ingressCollector,
  disruptionBudgetCollector,
  dnsCollector,
  controlPlaneCollector,
];

const services: readonly Collector[] = [
  alertCollector,
  metricsCollector,
  servicesCollector,
  podsCollector,
  eventsCollector,
  namespaceCollector,
  neighboursCollector,
  dependenciesCollector,
  logsCollector,
  networkPolicyCollector,
  ingressCollector,
  quotaCollector,
  nodeCollector,
  dnsCollector,
  controlPlaneCollector,
];

const storage: readonly Collector[] = [
  alertCollector,
  metricsCollector,
  storageCollector,
  podsCollector,
  eventsCollector,
  namespaceCollector,
  neighboursCollector,
  logsCollector,
  quotaCollector,
  nodeCollector,
];

const nodes: readonly Collector[] = [alertCollector, metricsCollector, nodeCollector, eventsCollector];

/** An autoscaler whose target exists leads to that instead. */
const autoscalers: readonly Collector[] = [
  alertCollector,
  metricsCollector,
  autoscalerCollector,
  metricsApiCollector,
  eventsCollector,
  namespaceCollector,
];

const wide: readonly Collector[] = [
  alertCollector,
  metricsCollector,
  podsCollector,
  eventsCollector,
  namespaceCollector,
  neighboursCollector,
  logsCollector,
  quotaCollector,
  storageCollector,
  nodeCollector,
  disruptionBudgetCollector,
  ingressCollector,
  controlPlaneCollector,
  dnsCollector,
];

const plans: Readonly<Record<string, readonly Collector[]>> = {
  Deployment: workloads,
  StatefulSet: workloads,
  DaemonSet: workloads,
  ReplicaSet: workloads,
  ReplicationController: workloads,
  Job: workloads,
  CronJob: workloads,
  Pod: workloads,
  Service: services,
  Ingress: services,
  PersistentVolumeClaim: storage,
  PersistentVolume: storage,
  Node: nodes,
  HorizontalPodAutoscaler: autoscalers,
};

/**
 * The first pass for a kind of target: which sources are asked, what matters most first. When the budget ends, the end
 * of the list is cut.
 */
export function planFor(target: ObjectRef | undefined): readonly Collector[] {
  return plans[target?.kind ?? ''] ?? wide;
}
