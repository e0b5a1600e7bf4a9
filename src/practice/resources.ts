import { groupOf, type KubernetesObject } from '../domain/objects.ts';

/** A kind that the practice cluster serves, as discovery describes it. */
export interface ServedResource {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly shortNames: readonly string[];
  readonly namespaced: boolean;
  /** `metadata.generation` counts changes of the spec; several old kinds have none. */
  readonly generation: boolean;
}

const TABLE = `
v1 Namespace namespaces ns cluster
v1 Node nodes no cluster
v1 PersistentVolume persistentvolumes pv cluster
v1 Pod pods po generation
v1 Service services svc
v1 Endpoints endpoints ep
v1 Event events ev
v1 ConfigMap configmaps cm
v1 Secret secrets -
v1 ServiceAccount serviceaccounts sa
v1 PersistentVolumeClaim persistentvolumeclaims pvc
v1 ReplicationController replicationcontrollers rc generation
v1 ResourceQuota resourcequotas quota
v1 LimitRange limitranges limits
apps/v1 Deployment deployments deploy generation
apps/v1 ReplicaSet replicasets rs generation
apps/v1 StatefulSet statefulsets sts generation
apps/v1 DaemonSet daemonsets ds generation
apps/v1 ControllerRevision controllerrevisions -
batch/v1 Job jobs - generation
batch/v1 CronJob cronjobs cj generation
discovery.k8s.io/v1 EndpointSlice endpointslices - generation
networking.k8s.io/v1 NetworkPolicy networkpolicies netpol generation
networking.k8s.io/v1 Ingress ingresses ing generation
policy/v1 PodDisruptionBudget poddisruptionbudgets pdb generation
autoscaling/v2 HorizontalPodAutoscaler horizontalpodautoscalers hpa
storage.k8s.io/v1 StorageClass storageclasses sc cluster
metrics.k8s.io/v1beta1 PodMetrics pods -
metrics.k8s.io/v1beta1 NodeMetrics nodes - cluster
`;

function served(line: string): ServedResource {
  const [apiVersion = '', kind = '', plural = '', shortName = '-', ...flags] = line.split(' ');
  return {
    group: groupOf(apiVersion),
    version: apiVersion.slice(apiVersion.indexOf('/') + 1),
    kind,
    plural,
    shortNames: shortName === '-' ? [] : [shortName],
    namespaced: !flags.includes('cluster'),
    generation: flags.includes('generation'),
  };
}

/** A kind from a dump that the table does not know, such as a custom resource. */
function unknownKind(object: KubernetesObject): ServedResource {
  const { apiVersion, kind } = object;
  return {
    group: groupOf(apiVersion),
    version: apiVersion.slice(apiVersion.indexOf('/') + 1),
    kind,
    plural: `${kind.toLowerCase()}s`,
    shortNames: [],
    namespaced: object.metadata.namespace !== undefined,
    generation: true,
  };
}

export interface Resources {
  all(): readonly ServedResource[];
  /** What a path names, such as `apps`, `v1`, `deployments`. */
  at(group: string, version: string, plural: string): ServedResource | undefined;
}

export function apiVersionOf({ group, version }: Pick<ServedResource, 'group' | 'version'>): string {
  return group === '' ? version : `${group}/${version}`;
}

/** `deployments.apps`, as messages name a resource. */
export function qualifiedResource({ group, plural }: ServedResource): string {
  return group === '' ? plural : `${plural}.${group}`;
}

/** `Deployment.apps`, as messages name a kind. */
export function qualifiedKind({ group, kind }: ServedResource): string {
  return group === '' ? kind : `${kind}.${group}`;
}

/** The table, and whatever other kinds the objects have. */
export function createResources(objects: readonly KubernetesObject[]): Resources {
  const known = TABLE.trim().split('\n').map(served);
  const has = (object: KubernetesObject): boolean =>
    known.some((entry) => apiVersionOf(entry) === object.apiVersion && entry.kind === object.kind);
  for (const object of objects) if (!has(object)) known.push(unknownKind(object));
  return {
    all: () => known,
    at: (group, version, plural) =>
      known.find((entry) => entry.group === group && entry.version === version && entry.plural === plural),
  };
}
