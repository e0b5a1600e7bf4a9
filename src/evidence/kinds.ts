import type { KubernetesObject, ObjectRef } from '../domain/objects.ts';

/** The API versions under which Firebreak reads the kinds that it knows. */
export const apiVersions = {
  Pod: 'v1',
  Service: 'v1',
  Event: 'v1',
  Namespace: 'v1',
  Node: 'v1',
  PersistentVolumeClaim: 'v1',
  PersistentVolume: 'v1',
  ServiceAccount: 'v1',
  ResourceQuota: 'v1',
  LimitRange: 'v1',
  ReplicationController: 'v1',
  Deployment: 'apps/v1',
  ReplicaSet: 'apps/v1',
  StatefulSet: 'apps/v1',
  DaemonSet: 'apps/v1',
  Job: 'batch/v1',
  CronJob: 'batch/v1',
  HorizontalPodAutoscaler: 'autoscaling/v2',
  PodDisruptionBudget: 'policy/v1',
  EndpointSlice: 'discovery.k8s.io/v1',
  Ingress: 'networking.k8s.io/v1',
  NetworkPolicy: 'networking.k8s.io/v1',
  StorageClass: 'storage.k8s.io/v1',
  VolumeAttachment: 'storage.k8s.io/v1',
  Lease: 'coordination.k8s.io/v1',
  APIService: 'apiregistration.k8s.io/v1',
  MutatingWebhookConfiguration: 'admissionregistration.k8s.io/v1',
  ValidatingWebhookConfiguration: 'admissionregistration.k8s.io/v1',
  Certificate: 'cert-manager.io/v1',
  PodMetrics: 'metrics.k8s.io/v1beta1',
} as const;
export type KnownKind = keyof typeof apiVersions;

const clusterScoped: ReadonlySet<KnownKind> = new Set([
  'Namespace',
  'Node',
  'PersistentVolume',
  'StorageClass',
  'VolumeAttachment',
  'APIService',
  'MutatingWebhookConfiguration',
  'ValidatingWebhookConfiguration',
]);

export function isNamespaced(kind: KnownKind): boolean {
  return !clusterScoped.has(kind);
}

/** Kinds that roll their pods when the template changes. */
export const rollingKinds = ['Deployment', 'StatefulSet', 'DaemonSet'] as const;

/** Kinds whose controllers make pods. */
export const workloadKinds = [
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'CronJob',
  'Job',
  'ReplicaSet',
] as const;

export function isWorkload(ref: Pick<ObjectRef, 'kind'>): boolean {
  return (workloadKinds as readonly string[]).includes(ref.kind);
}

/** A reference to an object of a kind that Firebreak knows. */
export function known(kind: KnownKind, name: string, namespace?: string): ObjectRef {
  return { apiVersion: apiVersions[kind], kind, ...(namespace === undefined ? {} : { namespace }), name };
}

/** Whether the object names the owner. Recorded objects may lack uids: then kind and name have to do. */
export function ownedBy(object: KubernetesObject, owner: KubernetesObject): boolean {
  return (object.metadata.ownerReferences ?? []).some(
    ({ kind, name, uid }) =>
      kind === owner.kind &&
      name === owner.metadata.name &&
      (owner.metadata.uid === undefined || uid === '' || uid === owner.metadata.uid),
  );
}
