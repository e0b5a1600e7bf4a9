/** The fields of the kinds that patches touch; `name:Type` descends, `name:Type[]` into lists, others are opaque. */
const TYPES: Readonly<Record<string, string>> = {
  ObjectMeta:
    'name generateName namespace selfLink uid resourceVersion generation creationTimestamp deletionTimestamp ' +
    'deletionGracePeriodSeconds labels annotations ownerReferences:OwnerReference[] finalizers managedFields',
  OwnerReference: 'apiVersion kind name uid controller blockOwnerDeletion',
  LabelSelector: 'matchLabels matchExpressions:LabelSelectorRequirement[]',
  LabelSelectorRequirement: 'key operator values',
  Deployment: 'metadata:ObjectMeta spec:DeploymentSpec status',
  DeploymentSpec:
    'replicas selector:LabelSelector template:PodTemplateSpec strategy minReadySeconds revisionHistoryLimit paused ' +
    'progressDeadlineSeconds',
  ReplicaSet: 'metadata:ObjectMeta spec:ReplicaSetSpec status',
  ReplicaSetSpec: 'replicas minReadySeconds selector:LabelSelector template:PodTemplateSpec',
  StatefulSet: 'metadata:ObjectMeta spec:StatefulSetSpec status',
  StatefulSetSpec:
    'replicas selector:LabelSelector template:PodTemplateSpec volumeClaimTemplates serviceName podManagementPolicy ' +
    'updateStrategy revisionHistoryLimit minReadySeconds persistentVolumeClaimRetentionPolicy ordinals',
  Job: 'metadata:ObjectMeta spec:JobSpec status',
  JobSpec:
    'parallelism completions activeDeadlineSeconds podFailurePolicy successPolicy backoffLimit backoffLimitPerIndex ' +
    'maxFailedIndexes selector:LabelSelector manualSelector template:PodTemplateSpec ttlSecondsAfterFinished ' +
    'completionMode suspend podReplacementPolicy managedBy',
  CronJob: 'metadata:ObjectMeta spec:CronJobSpec status',
  CronJobSpec:
    'schedule timeZone startingDeadlineSeconds concurrencyPolicy suspend jobTemplate:JobTemplateSpec ' +
    'successfulJobsHistoryLimit failedJobsHistoryLimit',
  JobTemplateSpec: 'metadata:ObjectMeta spec:JobSpec',
  Service: 'metadata:ObjectMeta spec:ServiceSpec status',
  ServiceSpec:
    'ports:ServicePort[] selector clusterIP clusterIPs type externalIPs sessionAffinity loadBalancerIP ' +
    'loadBalancerSourceRanges externalName externalTrafficPolicy healthCheckNodePort publishNotReadyAddresses ' +
    'sessionAffinityConfig ipFamilies ipFamilyPolicy allocateLoadBalancerNodePorts loadBalancerClass ' +
    'internalTrafficPolicy trafficDistribution',
  ServicePort: 'name protocol appProtocol port targetPort nodePort',
  Namespace: 'metadata:ObjectMeta spec status',
  ConfigMap: 'metadata:ObjectMeta immutable data binaryData',
  Pod: 'metadata:ObjectMeta spec:PodSpec status',
  PodTemplateSpec: 'metadata:ObjectMeta spec:PodSpec',
  PodSpec:
    'volumes initContainers:Container[] containers:Container[] ephemeralContainers restartPolicy ' +
    'terminationGracePeriodSeconds activeDeadlineSeconds dnsPolicy nodeSelector serviceAccountName serviceAccount ' +
    'automountServiceAccountToken nodeName hostNetwork hostPID hostIPC shareProcessNamespace ' +
    'securityContext:PodSecurityContext imagePullSecrets hostname subdomain affinity schedulerName tolerations ' +
    'hostAliases priorityClassName priority dnsConfig readinessGates runtimeClassName enableServiceLinks ' +
    'preemptionPolicy overhead topologySpreadConstraints setHostnameAsFQDN os hostUsers schedulingGates ' +
    'resourceClaims resources hostnameOverride',
  PodSecurityContext:
    'seLinuxOptions windowsOptions runAsUser runAsGroup runAsNonRoot supplementalGroups supplementalGroupsPolicy ' +
    'fsGroup sysctls fsGroupChangePolicy seccompProfile appArmorProfile seLinuxChangePolicy',
  Container:
    'name image command args workingDir ports:ContainerPort[] envFrom env:EnvVar[] resources:ResourceRequirements ' +
    'resizePolicy restartPolicy restartPolicyRules volumeMounts volumeDevices livenessProbe readinessProbe ' +
    'startupProbe lifecycle terminationMessagePath terminationMessagePolicy imagePullPolicy ' +
    'securityContext:SecurityContext stdin stdinOnce tty',
  ContainerPort: 'name hostPort containerPort protocol hostIP',
  EnvVar: 'name value valueFrom',
  ResourceRequirements: 'limits requests claims',
  SecurityContext:
    'capabilities privileged seLinuxOptions windowsOptions runAsUser runAsGroup runAsNonRoot readOnlyRootFilesystem ' +
    'allowPrivilegeEscalation procMount seccompProfile appArmorProfile',
};

interface FieldType {
  readonly type: string | undefined;
  readonly list: boolean;
}

function fieldsOf(type: string): ReadonlyMap<string, FieldType> | undefined {
  const fields = TYPES[type]?.split(' ').map((entry): [string, FieldType] => {
    const [name = '', target] = entry.split(':');
    return [name, { type: target?.replace('[]', ''), list: target?.endsWith('[]') === true }];
  });
  return fields === undefined ? undefined : new Map(fields);
}

function unknownIn(value: unknown, type: string | undefined, path: string): string[] {
  const fields = type === undefined ? undefined : fieldsOf(type);
  if (fields === undefined || typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, child]) => {
    if (path === '' && (name === 'apiVersion' || name === 'kind')) return [];
    const at = path === '' ? name : `${path}.${name}`;
    const known = fields.get(name);
    if (known === undefined) return [at];
    if (!known.list) return unknownIn(child, known.type, at);
    const items: readonly unknown[] = Array.isArray(child) ? child : [];
    return items.flatMap((item, index) => unknownIn(item, known.type, `${at}[${index}]`));
  });
}

/** The paths of fields that the kind does not have, as `fieldValidation=Strict` finds them; other kinds have none. */
export function unknownFields(kind: string, object: unknown): readonly string[] {
  return unknownIn(object, kind, '');
}
