import { groupOf } from '../domain/objects.ts';
import { KubectlRefusal, shown } from './kubectl-refusal.ts';

/** A built-in kind and the API version that kubectl prefers for it. */
export interface Kind {
  readonly kind: string;
  readonly apiVersion: string;
  readonly namespaced: boolean;
}

type Row = readonly [kind: string, plural: string, shortNames?: readonly string[]];

/**
 * Built-in kinds by API version, as `kubectl api-resources` of Kubernetes 1.36 lists them. Custom resources are not
 * here: which names they have is for a cluster to say.
 */
const namespaced: Readonly<Record<string, readonly Row[]>> = {
  v1: [
    ['ConfigMap', 'configmaps', ['cm']],
    ['Endpoints', 'endpoints', ['ep']],
    ['Event', 'events', ['ev']],
    ['LimitRange', 'limitranges', ['limits']],
    ['PersistentVolumeClaim', 'persistentvolumeclaims', ['pvc']],
    ['Pod', 'pods', ['po']],
    ['PodTemplate', 'podtemplates'],
    ['ReplicationController', 'replicationcontrollers', ['rc']],
    ['ResourceQuota', 'resourcequotas', ['quota']],
    ['Secret', 'secrets'],
    ['Service', 'services', ['svc']],
    ['ServiceAccount', 'serviceaccounts', ['sa']],
  ],
  'apps/v1': [
    ['ControllerRevision', 'controllerrevisions'],
    ['DaemonSet', 'daemonsets', ['ds']],
    ['Deployment', 'deployments', ['deploy']],
    ['ReplicaSet', 'replicasets', ['rs']],
    ['StatefulSet', 'statefulsets', ['sts']],
  ],
  'autoscaling/v2': [['HorizontalPodAutoscaler', 'horizontalpodautoscalers', ['hpa']]],
  'batch/v1': [
    ['CronJob', 'cronjobs', ['cj']],
    ['Job', 'jobs'],
  ],
  'coordination.k8s.io/v1': [['Lease', 'leases']],
  'discovery.k8s.io/v1': [['EndpointSlice', 'endpointslices']],
  'networking.k8s.io/v1': [
    ['Ingress', 'ingresses', ['ing']],
    ['NetworkPolicy', 'networkpolicies', ['netpol']],
  ],
  'policy/v1': [['PodDisruptionBudget', 'poddisruptionbudgets', ['pdb']]],
  'rbac.authorization.k8s.io/v1': [
    ['Role', 'roles'],
    ['RoleBinding', 'rolebindings'],
  ],
  'storage.k8s.io/v1': [['CSIStorageCapacity', 'csistoragecapacities']],
};

const clusterScoped: Readonly<Record<string, readonly Row[]>> = {
  v1: [
    ['ComponentStatus', 'componentstatuses', ['cs']],
    ['Namespace', 'namespaces', ['ns']],
    ['Node', 'nodes', ['no']],
    ['PersistentVolume', 'persistentvolumes', ['pv']],
  ],
  'admissionregistration.k8s.io/v1': [
    ['MutatingWebhookConfiguration', 'mutatingwebhookconfigurations'],
    ['ValidatingAdmissionPolicy', 'validatingadmissionpolicies'],
    ['ValidatingAdmissionPolicyBinding', 'validatingadmissionpolicybindings'],
    ['ValidatingWebhookConfiguration', 'validatingwebhookconfigurations'],
  ],
  'apiextensions.k8s.io/v1': [['CustomResourceDefinition', 'customresourcedefinitions', ['crd', 'crds']]],
  'apiregistration.k8s.io/v1': [['APIService', 'apiservices']],
  'certificates.k8s.io/v1': [['CertificateSigningRequest', 'certificatesigningrequests', ['csr']]],
  'flowcontrol.apiserver.k8s.io/v1': [
    ['FlowSchema', 'flowschemas'],
    ['PriorityLevelConfiguration', 'prioritylevelconfigurations'],
  ],
  'networking.k8s.io/v1': [['IngressClass', 'ingressclasses']],
  'node.k8s.io/v1': [['RuntimeClass', 'runtimeclasses']],
  'rbac.authorization.k8s.io/v1': [
    ['ClusterRole', 'clusterroles'],
    ['ClusterRoleBinding', 'clusterrolebindings'],
  ],
  'scheduling.k8s.io/v1': [['PriorityClass', 'priorityclasses', ['pc']]],
  'storage.k8s.io/v1': [
    ['CSIDriver', 'csidrivers'],
    ['CSINode', 'csinodes'],
    ['StorageClass', 'storageclasses', ['sc']],
    ['VolumeAttachment', 'volumeattachments'],
  ],
};

const byName = new Map([...entriesOf(namespaced, true), ...entriesOf(clusterScoped, false)]);

function entriesOf(
  table: Readonly<Record<string, readonly Row[]>>,
  isNamespaced: boolean,
): readonly (readonly [string, Kind])[] {
  return Object.entries(table).flatMap(([apiVersion, rows]) =>
    rows.flatMap(([kind, plural, shortNames = []]) => {
      const meant = Object.freeze({ kind, apiVersion, namespaced: isNamespaced });
      return [kind.toLowerCase(), plural, ...shortNames].map((name) => [name, meant] as const);
    }),
  );
}

/**
 * The kind that a word means: singular, plural or short name, alone or as `name.group` or `name.version.group`.
 * Throws `KubectlRefusal` for any other; never the nearest.
 */
export function kindNamed(word: string): Kind {
  if (word.includes(',')) {
    throw new KubectlRefusal(
      'kubectl.several-targets',
      `${shown(word)} names several kinds`,
      'one at a time',
    );
  }
  const [name = '', ...qualifiers] = word.split('.');
  if (name.toLowerCase() === 'all') {
    const message = 'all stands for several kinds';
    throw new KubectlRefusal('kubectl.broad-selection', message, 'name the kind and the object');
  }
  const kind = byName.get(name.toLowerCase());
  if (kind === undefined || !meansGroup(qualifiers.join('.'), kind.apiVersion)) {
    const message = `${shown(word)} is not a built-in kind`;
    throw new KubectlRefusal('kubectl.unknown-kind', message, 'custom resources need a typed action');
  }
  return kind;
}

function meansGroup(qualifier: string, apiVersion: string): boolean {
  if (qualifier === '') return true;
  const group = groupOf(apiVersion);
  const version = apiVersion.slice(apiVersion.indexOf('/') + 1);
  return group !== '' && (qualifier === group || qualifier === `${version}.${group}`);
}
