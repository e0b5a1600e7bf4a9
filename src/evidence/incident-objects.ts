import type { CollectorContext } from './collector.ts';
import { incidentPods } from './collectors/pods.ts';
import { claimsOf, cronJobOf, jobsOf, replicaSetsOf } from './related.ts';

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
  return new Set([
    `${target.kind}/${target.name}`,
    ...subject,
    ...[...between, ...(cronJob === undefined ? [] : [cronJob])].map(
      ({ kind, metadata }) => `${kind}/${metadata.name}`,
    ),
    ...pods.map(({ name }) => `Pod/${name}`),
    ...claims.map((claim) => `PersistentVolumeClaim/${claim}`),
  ]);
}
