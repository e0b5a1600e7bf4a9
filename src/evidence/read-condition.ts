import type { Alert } from '../domain/alert.ts';
import { alertName } from '../domain/alert.ts';
import type { ObjectRef } from '../domain/objects.ts';
import type { ClusterReader } from '../ports/cluster.ts';
import { ClusterError } from '../ports/cluster.ts';
import { labelledObjects } from './alert-labels.ts';
import { endpointOwners } from './endpoint-owners.ts';
import { known } from './kinds.ts';
import { podsOf } from './related.ts';
import { jobView } from './views/job-view.ts';
import { podView } from './views/pod-view.ts';
import { isHealthy } from './views/workload-health.ts';

export type Condition = 'holds' | 'gone' | 'unknown';

/** Alerts whose condition is that pods are not up; about any other alert, healthy replicas say nothing. */
const aboutReadiness =
  /crash|notready|oom|restart|replicas|containerwaiting|imagepull|rollout|unavailable|unhealthy|notscheduled|pending|generationmismatch|poddown/iu;
const aboutJobs = /job.*fail|fail.*job/iu;
/** Alerts whose condition is where a Service sends traffic. Errors that the application itself answers are not. */
const aboutEndpoints = /502|503|badgateway|endpoint|selector|backend|upstream/iu;
const aboutPodSecurity = /pod-?security/iu;

/**
 * Whether the condition behind the alert is still true in the cluster. `gone` is only said where it is known;
 * what cannot be read, or is judged by something that the API does not show, is `unknown`.
 */
export async function readCondition(
  alert: Pick<Alert, 'labels'>,
  target: ObjectRef | undefined,
  cluster: ClusterReader,
  now: Date,
): Promise<Condition> {
  const name = alertName(alert);
  try {
    if (aboutPodSecurity.test(name))
      return await podSecurityCondition(labelledObjects(alert).namespace, cluster);
    if (target === undefined) return 'unknown';
    switch (target.kind) {
      case 'Deployment':
      case 'StatefulSet':
      case 'DaemonSet':
        return aboutReadiness.test(name) ? await workloadCondition(target, cluster, now) : 'unknown';
      case 'Job':
        return aboutJobs.test(name) ? await jobCondition(target, cluster) : 'unknown';
      case 'Service':
        return await serviceCondition(target, aboutEndpoints.test(name), cluster);
      default:
        return 'unknown';
    }
  } catch (error) {
    if (error instanceof ClusterError) return 'unknown';
    throw error;
  }
}

async function workloadCondition(target: ObjectRef, cluster: ClusterReader, now: Date): Promise<Condition> {
  const workload = await cluster.get(target);
  if (workload === undefined) return 'unknown';
  // A pod that is being deleted no longer serves, however long its end takes.
  const staying = (await podsOf(workload, cluster)).filter(
    (pod) => pod.metadata.deletionTimestamp === undefined,
  );
  const pods = staying.map(podView);
  return isHealthy(workload, pods, now) ? 'gone' : 'holds';
}

async function jobCondition(target: ObjectRef, cluster: ClusterReader): Promise<Condition> {
  const job = await cluster.get(target);
  if (job === undefined) return 'gone';
  const { state } = jobView(job);
  if (state === 'failed') return 'holds';
  return state === 'complete' ? 'gone' : 'unknown';
}

async function serviceCondition(
  target: ObjectRef,
  decides: boolean,
  cluster: ClusterReader,
): Promise<Condition> {
  if ((await cluster.get(target)) === undefined) return 'unknown';
  const owners = await endpointOwners(target, cluster);
  if (owners.length !== 1) return 'holds';
  return decides ? 'gone' : 'unknown';
}

async function podSecurityCondition(
  namespace: string | undefined,
  cluster: ClusterReader,
): Promise<Condition> {
  if (namespace === undefined) return 'unknown';
  const object = await cluster.get(known('Namespace', namespace));
  if (object === undefined) return 'unknown';
  return object.metadata.labels?.['pod-security.kubernetes.io/enforce'] === undefined ? 'holds' : 'gone';
}
