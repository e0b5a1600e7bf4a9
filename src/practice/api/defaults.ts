import type { KubernetesObject } from '../../domain/objects.ts';
import type { Container, Job, Pod, PodSpec, PodTemplate, Service, Workload } from '../kinds.ts';

/** The defaulting that the API server does on write, for the fields that diffs of our changes would show. */

function container(given: Container): Container {
  return {
    ...given,
    ...(given.ports === undefined
      ? {}
      : { ports: given.ports.map((port) => Object.assign({}, port, { protocol: port.protocol ?? 'TCP' })) }),
    resources: given.resources ?? {},
    ...defaultsFor(given, {
      terminationMessagePath: '/dev/termination-log',
      terminationMessagePolicy: 'File',
      imagePullPolicy: /:(?!latest$)[\w.-]+$|@sha256:/u.test(given.image) ? 'IfNotPresent' : 'Always',
    }),
  };
}

function defaultsFor(
  given: object,
  defaults: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(defaults).filter(([key]) => !Object.hasOwn(given, key)));
}

function podSpec(given: PodSpec): PodSpec {
  return {
    ...given,
    containers: given.containers.map(container),
    ...defaultsFor(given, {
      restartPolicy: 'Always',
      terminationGracePeriodSeconds: 30,
      dnsPolicy: 'ClusterFirst',
      securityContext: {},
      schedulerName: 'default-scheduler',
    }),
  };
}

function template(given: PodTemplate): PodTemplate {
  return { ...given, spec: podSpec(given.spec) };
}

/** Pods, unlike pod templates, take the limits as requests where there are none. */
function pod(given: Pod): Pod {
  const spec = podSpec(given.spec);
  const containers = spec.containers.map((one) => {
    const { limits, requests } = one.resources ?? {};
    return limits === undefined
      ? one
      : Object.assign({}, one, { resources: { limits, requests: { ...limits, ...requests } } });
  });
  return { ...given, spec: { ...spec, containers, ...defaultsFor(spec, { enableServiceLinks: true }) } };
}

function workload(given: Workload, defaults: Readonly<Record<string, unknown>>): Workload {
  const { spec } = given;
  return { ...given, spec: { ...spec, template: template(spec.template), ...defaultsFor(spec, defaults) } };
}

const DEPLOYMENT = {
  replicas: 1,
  strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' } },
  revisionHistoryLimit: 10,
  progressDeadlineSeconds: 600,
};

const STATEFUL_SET = {
  replicas: 1,
  podManagementPolicy: 'OrderedReady',
  updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
  revisionHistoryLimit: 10,
};

const JOB = { parallelism: 1, completions: 1, backoffLimit: 6, completionMode: 'NonIndexed', suspend: false };

/** The Job controller's own labels and selector, which the API server adds at creation. */
function job(given: Job): Job {
  const uid = given.metadata.uid ?? '';
  const names = {
    'batch.kubernetes.io/controller-uid': uid,
    'batch.kubernetes.io/job-name': given.metadata.name,
  };
  const legacy = { 'controller-uid': uid, 'job-name': given.metadata.name };
  const { spec } = given;
  const podTemplate = template(spec.template);
  const labels = { ...podTemplate.metadata?.labels, ...names, ...legacy };
  return {
    ...given,
    spec: {
      ...spec,
      ...defaultsFor(spec, JOB),
      ...defaultsFor(spec, { selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': uid } } }),
      template: { ...podTemplate, metadata: { ...podTemplate.metadata, labels } },
    },
  };
}

function service(given: Service): Service {
  const { spec } = given;
  const ports = (spec.ports ?? []).map((port) =>
    Object.assign({}, port, { protocol: port.protocol ?? 'TCP', targetPort: port.targetPort ?? port.port }),
  );
  return {
    ...given,
    spec: { ...spec, ports, ...defaultsFor(spec, { type: 'ClusterIP', sessionAffinity: 'None' }) },
  };
}

function namespace(given: KubernetesObject): KubernetesObject {
  const labels = { ...given.metadata.labels, 'kubernetes.io/metadata.name': given.metadata.name };
  return {
    ...given,
    metadata: { ...given.metadata, labels },
    ...defaultsFor(given, { spec: { finalizers: ['kubernetes'] }, status: { phase: 'Active' } }),
  };
}

/** Expects the object's uid to be set: a Job's selector holds it. */
export function withDefaults(object: KubernetesObject): KubernetesObject {
  switch (object.kind) {
    case 'Deployment':
      return workload(object as Workload, DEPLOYMENT);
    case 'StatefulSet':
      return workload(object as Workload, STATEFUL_SET);
    case 'ReplicaSet':
      return workload(object as Workload, { replicas: 1 });
    case 'Job':
      return job(object as Job);
    case 'Pod':
      return pod(object as Pod);
    case 'Service':
      return service(object as Service);
    case 'Namespace':
      return namespace(object);
    default:
      return object;
  }
}
