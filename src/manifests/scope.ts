import { groupOf, type KubernetesObject } from '../domain/objects.ts';

/** Kubernetes' own kinds that live in no namespace (`kubectl api-resources --namespaced=false`). */
const clusterScoped: ReadonlySet<string> = new Set([
  'APIService',
  'CSIDriver',
  'CSINode',
  'CertificateSigningRequest',
  'ClusterRole',
  'ClusterRoleBinding',
  'ClusterTrustBundle',
  'CustomResourceDefinition',
  'DeviceClass',
  'FlowSchema',
  'IPAddress',
  'IngressClass',
  'MutatingAdmissionPolicy',
  'MutatingAdmissionPolicyBinding',
  'MutatingWebhookConfiguration',
  'Namespace',
  'Node',
  'PersistentVolume',
  'PriorityClass',
  'PriorityLevelConfiguration',
  'ResourceSlice',
  'RuntimeClass',
  'ServiceCIDR',
  'StorageClass',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'ValidatingWebhookConfiguration',
  'VolumeAttachment',
  'VolumeAttributesClass',
]);

/**
 * The object where kubectl would put it: one that names no namespace goes into the given one, and cluster-scoped kinds
 * into none. Whether a custom resource that names none is cluster-scoped its manifest does not tell, so it stays.
 */
export function inNamespace(object: KubernetesObject, namespace: string): KubernetesObject {
  const { namespace: named, ...metadata } = object.metadata;
  if (isKubernetesOwn(object)) {
    if (clusterScoped.has(object.kind)) return { ...object, metadata };
    return { ...object, metadata: { ...metadata, namespace: named ?? namespace } };
  }
  return object;
}

/** Groups of custom resources have a dot and do not end in `.k8s.io`. */
export function isKubernetesOwn({ apiVersion }: Pick<KubernetesObject, 'apiVersion'>): boolean {
  const group = groupOf(apiVersion);
  return !group.includes('.') || group.endsWith('.k8s.io');
}
