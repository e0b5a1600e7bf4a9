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

/** Custom kinds that live in no namespace are called so by convention: ClusterIssuer, GatewayClass. */
const clusterScopedByName = /^Cluster[A-Z]|Class$/u;

/**
 * The object where kubectl would put it: one that names no namespace goes into the given one, and cluster-scoped kinds
 * into none. Of a custom resource a manifest does not tell which it is; its kind's name has to.
 */
export function inNamespace(object: KubernetesObject, namespace: string): KubernetesObject {
  const { namespace: named, ...metadata } = object.metadata;
  if (isKubernetesOwn(object) && clusterScoped.has(object.kind)) return { ...object, metadata };
  if (named === undefined && clusterScopedByName.test(object.kind)) return { ...object, metadata };
  return { ...object, metadata: { ...metadata, namespace: named ?? namespace } };
}

/** Groups of custom resources have a dot and do not end in `.k8s.io`. */
export function isKubernetesOwn({ apiVersion }: Pick<KubernetesObject, 'apiVersion'>): boolean {
  const group = groupOf(apiVersion);
  return !group.includes('.') || group.endsWith('.k8s.io');
}
