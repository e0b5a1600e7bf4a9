import type { CollectorContext } from './collector.ts';
import { incidentPods } from './collectors/pods.ts';
import { followedDependencies } from './incident-workloads.ts';
import { claimsOf, cronJobOf, jobsOf, podsOf, replicaSetsOf } from './related.ts';

/**
 * `Kind/name` of the objects that the incident is about: target, subject, and everything between them and the pods.
 * Undefined where it is about whole namespaces. Throws `LookError`.
 */
export async function incidentObjects(context: CollectorContext): Promise<ReadonlySet<string> | undefined> {
  const { target, cluster, resolution } = context;
  if (target === undefined || target.kind === 'Namespace') return undefined;
  const object = await cluster.get(target);
  const pods = await incidentPods(context);
  const between =
    object?.kind === 'Deployment'
      ? await replicaSetsOf(object, cluster)
      : object?.kind === 'CronJob'
        ? await jobsOf(object, cluster)
        : [];
  const cronJob = object?.kind === 'Job' ? await cronJobOf(object, cluster) : undefined;
  const subject = 'subject' in resolution ? [`${resolution.subject.kind}/${resolution.subject.name}`] : [];
  const claims = pods.flatMap((pod) => (pod.ready ? [] : claimsOf(pod.object)));
  const followed = await dependencyObjects(context);
  return new Set([
    `${target.kind}/${target.name}`,
    ...subject,
    ...[...between, ...(cronJob === undefined ? [] : [cronJob])].map(
      ({ kind, metadata }) => `${kind}/${metadata.name}`,
    ),
    ...pods.map(({ name }) => `Pod/${name}`),
    ...followed,
    ...claims.map((claim) => `PersistentVolumeClaim/${claim}`),
  ]);
}

/** What the target depends on, down to the pods: trouble there is trouble here. */
async function dependencyObjects(context: CollectorContext): Promise<readonly string[]> {
  const workloads = (await followedDependencies(context)).flatMap((followed) => followed.workloads);
  const pods = await Promise.all(workloads.map(async (workload) => await podsOf(workload, context.cluster)));
  return [...workloads, ...pods.flat()].map(({ kind, metadata }) => `${kind}/${metadata.name}`);
}
