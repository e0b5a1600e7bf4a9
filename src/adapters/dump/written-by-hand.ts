import { textMapAt } from '../../domain/fields.ts';
import type { KubernetesObject, ObjectMeta } from '../../domain/objects.ts';

/** Owners that manage what they own: whoever writes a pod by hand means that. */
const controllers: ReadonlySet<string> = new Set([
  'CronJob',
  'DaemonSet',
  'Deployment',
  'Job',
  'ReplicaSet',
  'ReplicationController',
  'StatefulSet',
]);

/**
 * An object with what people leave out who write a dump by hand, and what every recorded one has: which owner is the
 * controller, and the labels that a ReplicaSet has from its template and a Job's pod from its Job.
 */
export function withLeftOut(object: KubernetesObject): KubernetesObject {
  const { ownerReferences } = object.metadata;
  const isToldApart = ownerReferences?.some(({ controller }) => controller !== undefined) ?? true;
  const metadata: ObjectMeta = {
    ...object.metadata,
    ...(isToldApart ? {} : { ownerReferences: withController(ownerReferences ?? []) }),
    ...labelsLeftOut(object),
  };
  return { ...object, metadata };
}

/** https://kubernetes.io/docs/reference/labels-annotations-taints/#batchkubernetesiojob-name */
function labelsLeftOut(object: KubernetesObject): Pick<ObjectMeta, 'labels'> {
  const { labels, ownerReferences } = object.metadata;
  if (object.kind === 'ReplicaSet' && labels === undefined) {
    return { labels: textMapAt(object, 'spec', 'template', 'metadata', 'labels') };
  }
  const job = object.kind === 'Pod' && ownerReferences?.find(({ kind }) => kind === 'Job');
  if (!job) return {};
  return { labels: { 'batch.kubernetes.io/job-name': job.name, 'job-name': job.name, ...labels } };
}

function withController(
  owners: NonNullable<ObjectMeta['ownerReferences']>,
): NonNullable<ObjectMeta['ownerReferences']> {
  const meant = owners.find(({ kind }) => controllers.has(kind));
  return owners.map((owner) => (owner === meant ? { ...owner, controller: true } : owner));
}
