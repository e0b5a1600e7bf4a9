import { fromLabels, fromLabelSelector, selectorText } from '../domain/label-selector.ts';
import { field, listAt, textAt, textMapAt } from '../domain/fields.ts';
import type { KubernetesObject, ObjectRef } from '../domain/objects.ts';
import type { ClusterReader } from '../ports/cluster.ts';
import type { KnownKind } from './kinds.ts';
import { apiVersions, known, ownedBy } from './kinds.ts';
import { jobView, newestFirst } from './views/job-view.ts';
import { workloadSelector } from './views/workload-view.ts';

/** The most objects that one list gives. */
export const mostRead = 200;
/** Of a CronJob's history, how many Jobs are followed to their pods. */
const jobsWithPods = 3;

/** Every object of a kind in one namespace, up to a bound. */
export async function allOf(
  kind: KnownKind,
  namespace: string,
  cluster: ClusterReader,
): Promise<readonly KubernetesObject[]> {
  const { items } = await cluster.list({
    apiVersion: apiVersions[kind],
    kind,
    namespace,
    limit: mostRead,
  });
  return items;
}

/**
 * The pods that belong to an object: a workload's by selector and owner, a Service's by its selector, a Job's and a
 * CronJob's by owner. Never by guessed name, never outside the object's namespace.
 */
export async function podsOf(
  object: KubernetesObject,
  cluster: ClusterReader,
): Promise<readonly KubernetesObject[]> {
  const { namespace } = object.metadata;
  if (namespace === undefined) return [];
  switch (object.kind) {
    case 'Pod':
      return [object];
    case 'Service': {
      const selector = textMapAt(object, 'spec', 'selector');
      if (Object.keys(selector).length === 0) return [];
      return await podsMatching(namespace, selectorText(fromLabels(selector)), cluster);
    }
    case 'PodDisruptionBudget': {
      const selector = fromLabelSelector(field(object, 'spec', 'selector'));
      if (selector === undefined || selector.length === 0) return [];
      return await podsMatching(namespace, selectorText(selector), cluster);
    }
    case 'Deployment': {
      const replicaSets = await replicaSetsOf(object, cluster);
      return await ownedPods(object, replicaSets, cluster);
    }
    case 'CronJob': {
      const jobs = newestFirst((await jobsOf(object, cluster)).map(jobView)).slice(0, jobsWithPods);
      const pods = await Promise.all(jobs.map(async (job) => await podsOf(job.object, cluster)));
      return pods.flat();
    }
    case 'Job':
      return await jobPods(object, namespace, cluster);
    default:
      return await ownedPods(object, [object], cluster);
  }
}

/** A Deployment's ReplicaSets, one a revision. */
export async function replicaSetsOf(
  deployment: KubernetesObject,
  cluster: ClusterReader,
): Promise<readonly KubernetesObject[]> {
  const { namespace } = deployment.metadata;
  const selector = workloadSelector(deployment);
  if (namespace === undefined || selector === undefined) return [];
  const { items } = await cluster.list({
    apiVersion: apiVersions.ReplicaSet,
    kind: 'ReplicaSet',
    namespace,
    labelSelector: selectorText(selector),
    limit: mostRead,
  });
  return items.filter((replicaSet) => ownedBy(replicaSet, deployment));
}

/** The Jobs that a CronJob has made. */
export async function jobsOf(
  cronJob: KubernetesObject,
  cluster: ClusterReader,
): Promise<readonly KubernetesObject[]> {
  const { namespace } = cronJob.metadata;
  if (namespace === undefined) return [];
  return (await allOf('Job', namespace, cluster)).filter((job) => ownedBy(job, cronJob));
}

/** The object that owns a Job, where it is a CronJob that still exists. */
export async function cronJobOf(
  job: KubernetesObject,
  cluster: ClusterReader,
): Promise<KubernetesObject | undefined> {
  const owner = job.metadata.ownerReferences?.find(({ kind }) => kind === 'CronJob');
  if (owner === undefined || job.metadata.namespace === undefined) return undefined;
  const ref: ObjectRef = known('CronJob', owner.name, job.metadata.namespace);
  return await cluster.get(ref);
}

async function ownedPods(
  workload: KubernetesObject,
  owners: readonly KubernetesObject[],
  cluster: ClusterReader,
): Promise<readonly KubernetesObject[]> {
  const { namespace } = workload.metadata;
  const selector = workloadSelector(workload);
  if (namespace === undefined || selector === undefined) return [];
  const pods = await podsMatching(namespace, selectorText(selector), cluster);
  return pods.filter((pod) => owners.some((owner) => ownedBy(pod, owner)));
}

async function jobPods(
  job: KubernetesObject,
  namespace: string,
  cluster: ClusterReader,
): Promise<readonly KubernetesObject[]> {
  const selector = workloadSelector(job) ?? fromLabels({ 'job-name': job.metadata.name });
  const pods = await podsMatching(namespace, selectorText(selector), cluster);
  return pods.filter((pod) => ownedBy(pod, job));
}

async function podsMatching(
  namespace: string,
  labelSelector: string,
  cluster: ClusterReader,
): Promise<readonly KubernetesObject[]> {
  const { items } = await cluster.list({
    apiVersion: 'v1',
    kind: 'Pod',
    namespace,
    labelSelector,
    limit: mostRead,
  });
  return items;
}

/** Names of the PersistentVolumeClaims that a pod mounts. */
export function claimsOf(pod: KubernetesObject): readonly string[] {
  return listAt(pod, 'spec', 'volumes').flatMap(
    (volume) => textAt(volume, 'persistentVolumeClaim', 'claimName') ?? [],
  );
}
