import { z } from 'zod';
import type { KubernetesObject } from '../../../src/domain/objects.ts';
import { digits, type Entry, type Fields, isFields, merged, nameAlphabet, objectOf } from './entry.ts';
import { eventOn } from './event.ts';
import { type PodState, podEvents, podStateSchema, podStatus, troubledContainer } from './pod-state.ts';

const partialSchema = z.record(z.string(), z.unknown());

/** The shorthand of whatever has a pod template. Everything is optional. */
const workloadSchema = z.looseObject({
  replicas: z.number().int().min(0).optional(),
  image: z.string().optional(),
  /** Fields of the first container, of the pod's spec, and further containers. */
  container: partialSchema.default({}),
  pod: partialSchema.default({}),
  sidecars: z.array(partialSchema).default([]),
  podLabels: z.record(z.string(), z.string()).default({}),
  /** What the workload and its pods are labelled with and selected by, instead of app.kubernetes.io/name. */
  matchLabels: z.record(z.string(), z.string()).optional(),
  /** One a pod; without, every replica runs. */
  pods: z.array(podStateSchema).optional(),
  /** The revision before, for Deployments: what differed, and which of its pods are still there. */
  previous: z
    .strictObject({
      image: z.string().optional(),
      container: partialSchema.default({}),
      pods: z.array(podStateSchema).default([]),
    })
    .optional(),
  changed: z.string().optional(),
  owner: z.string().optional(),
  /** Jobs: how it stands and since when it runs. */
  state: z.enum(['failed', 'complete', 'running']).optional(),
  at: z.string().optional(),
  failure: z.string().optional(),
  spec: partialSchema.optional(),
  status: partialSchema.optional(),
});
type Workload = z.infer<typeof workloadSchema>;

export const templatedKinds = ['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob', 'Pod'] as const;

export interface Log {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly previous: boolean;
  readonly text: string;
}

/** A workload with its ReplicaSets, pods, events and logs. */
export interface Expanded {
  readonly objects: readonly KubernetesObject[];
  readonly pods: readonly KubernetesObject[];
  readonly logs: readonly Log[];
}

/** Writes a workload out, as its controllers and the kubelets would have. */
export function expandWorkload(
  entry: Entry,
  place: (index: number) => { node: string; address: string },
): Expanded {
  const given = workloadSchema.parse(entry.fields);
  const root = objectOf(entry, bodyOf(entry, given), {
    labels: merged(labelsOf(entry), entry.fields['labels']),
    ...ownership(entry, given.owner),
  });
  const states = given.pods ?? defaultPods(entry.kind, given);
  if (entry.kind === 'CronJob') return { objects: [root], pods: [], logs: [] };
  if (entry.kind !== 'Deployment') {
    return podsOf({
      entry,
      given,
      owner: entry.kind === 'Pod' ? undefined : root,
      states,
      place,
      extra: [root],
    });
  }
  const current = replicaSetOf(entry, given, root, states.length, given.previous === undefined ? 1 : 2);
  const now = podsOf({ entry, given, owner: current, states, place, extra: [root, current] });
  if (given.previous === undefined) return now;
  const before: Workload = {
    ...given,
    container: merged(given.container, given.previous.container) as Workload['container'],
    ...(given.previous.image === undefined ? {} : { image: given.previous.image }),
    changed: 'now-20d',
  };
  const old = replicaSetOf(entry, before, root, given.previous.pods.length, 1);
  const then = podsOf({
    entry,
    given: before,
    owner: old,
    states: given.previous.pods,
    place: (index) => place(index + states.length),
    extra: [old],
  });
  return {
    objects: [...now.objects, ...then.objects],
    pods: [...now.pods, ...then.pods],
    logs: [...now.logs, ...then.logs],
  };
}

function defaultPods(kind: string, { replicas = 1, state }: Workload): readonly PodState[] {
  if (kind === 'Job') {
    const is = state === 'failed' ? 'failed' : state === 'complete' ? 'completed' : 'running';
    return [podStateSchema.parse(is)];
  }
  return Array.from({ length: replicas }, () => podStateSchema.parse('running'));
}

const labelsOf = ({ name, fields }: Entry): Fields =>
  isFields(fields['matchLabels']) ? fields['matchLabels'] : { 'app.kubernetes.io/name': name };

function podSpecOf(entry: Entry, given: Workload): Fields {
  const { name } = entry;
  const first = merged(
    {
      name,
      image: given.image ?? `registry.example.com/${name}:1.4.2`,
      imagePullPolicy: 'IfNotPresent',
      terminationMessagePath: '/dev/termination-log',
      terminationMessagePolicy: 'File',
    },
    given.container,
  );
  return merged(
    {
      restartPolicy: entry.kind === 'Job' || entry.kind === 'CronJob' ? 'Never' : 'Always',
      serviceAccountName: 'default',
      terminationGracePeriodSeconds: 30,
      dnsPolicy: 'ClusterFirst',
      schedulerName: 'default-scheduler',
      containers: [first, ...given.sidecars],
    },
    given.pod,
  ) as Fields;
}

function templateOf(entry: Entry, given: Workload): Fields {
  return {
    metadata: { labels: { ...labelsOf(entry), ...given.podLabels } },
    spec: podSpecOf(entry, given),
  };
}

function bodyOf(entry: Entry, given: Workload): Fields {
  const states = given.pods ?? defaultPods(entry.kind, given);
  const own = { spec: given.spec, status: given.status };
  switch (entry.kind) {
    case 'Deployment':
    case 'StatefulSet':
    case 'DaemonSet':
      return merged(rollingBody(entry, given, states), own) as Fields;
    case 'Job':
      return merged(jobBody(entry, given, states), own) as Fields;
    case 'CronJob':
      return merged(
        {
          spec: {
            schedule: '15 2 * * *',
            concurrencyPolicy: 'Forbid',
            suspend: false,
            successfulJobsHistoryLimit: 3,
            failedJobsHistoryLimit: 1,
            jobTemplate: { spec: { backoffLimit: 2, template: templateOf(entry, given) } },
          },
          status: {},
        },
        own,
      ) as Fields;
    default:
      return {};
  }
}

function rollingBody(entry: Entry, given: Workload, states: readonly PodState[]): Fields {
  const before = given.previous?.pods ?? [];
  const ready = [...states, ...before].filter(({ is }) => is === 'running').length;
  const updated = states.length;
  const replicas = given.replicas ?? Math.max(states.length, before.length);
  const common = { observedGeneration: 2, replicas: updated + before.length };
  const selector = { matchLabels: labelsOf(entry) };
  const spec = { selector, template: templateOf(entry, given) };
  if (entry.kind === 'DaemonSet') {
    return {
      spec: { ...spec, updateStrategy: { type: 'RollingUpdate' } },
      status: {
        observedGeneration: 2,
        desiredNumberScheduled: states.length,
        currentNumberScheduled: states.length,
        updatedNumberScheduled: states.length,
        numberReady: ready,
        numberAvailable: ready,
        ...(ready < states.length ? { numberUnavailable: states.length - ready } : {}),
      },
    };
  }
  const counts = {
    ...(ready === 0 ? {} : { readyReplicas: ready, availableReplicas: ready }),
    ...(updated === 0 ? {} : { updatedReplicas: updated }),
  };
  if (entry.kind === 'StatefulSet') {
    return {
      spec: { ...spec, replicas, serviceName: entry.name, podManagementPolicy: 'OrderedReady' },
      status: { ...common, ...counts, currentReplicas: updated },
    };
  }
  const available = ready >= Math.ceil(replicas * 0.75);
  const settled = ready >= replicas && before.length === 0;
  return {
    spec: { ...spec, replicas, progressDeadlineSeconds: 600, revisionHistoryLimit: 10 },
    status: {
      ...common,
      ...counts,
      ...(ready < replicas ? { unavailableReplicas: replicas - ready } : {}),
      conditions: [
        {
          type: 'Available',
          status: available ? 'True' : 'False',
          reason: available ? 'MinimumReplicasAvailable' : 'MinimumReplicasUnavailable',
          message: available
            ? 'Deployment has minimum availability.'
            : 'Deployment does not have minimum availability.',
          lastUpdateTime: 'now-30m',
          lastTransitionTime: 'now-30m',
        },
        {
          type: 'Progressing',
          status: 'True',
          reason: settled || given.previous === undefined ? 'NewReplicaSetAvailable' : 'ReplicaSetUpdated',
          message:
            settled || given.previous === undefined
              ? `ReplicaSet has successfully progressed.`
              : `ReplicaSet "${replicaSetName(entry, given)}" is progressing.`,
          lastUpdateTime: 'now-5m',
          lastTransitionTime: 'now-20d',
        },
      ],
    },
  };
}

function jobBody(entry: Entry, given: Workload, states: readonly PodState[]): Fields {
  const { state = 'running', at = 'now-3h', failure = 'BackoffLimitExceeded' } = given;
  const failed = states.filter(({ is }) => is === 'failed' || is === 'evicted').length;
  const message =
    failure === 'DeadlineExceeded'
      ? 'Job was active longer than specified deadline'
      : 'Job has reached the specified backoff limit';
  const spec = {
    backoffLimit: 2,
    completions: 1,
    parallelism: 1,
    completionMode: 'NonIndexed',
    template: templateOf(entry, given),
  };
  const condition = (type: string, more: Fields) => ({
    type,
    status: 'True',
    lastProbeTime: at,
    lastTransitionTime: at,
    ...more,
  });
  switch (state) {
    case 'failed':
      return {
        spec,
        status: {
          startTime: at,
          failed: Math.max(failed, 1),
          ready: 0,
          conditions: [
            condition('FailureTarget', { reason: failure, message }),
            condition('Failed', { reason: failure, message }),
          ],
        },
      };
    case 'complete':
      return {
        spec,
        status: {
          startTime: at,
          completionTime: at,
          succeeded: 1,
          ready: 0,
          conditions: [
            condition('SuccessCriteriaMet', {
              reason: 'CompletionsReached',
              message: 'Reached expected number of succeeded pods',
            }),
            condition('Complete', {
              reason: 'CompletionsReached',
              message: 'Reached expected number of succeeded pods',
            }),
          ],
        },
      };
    case 'running':
      return { spec, status: { startTime: at, active: 1, ready: 0, ...(failed === 0 ? {} : { failed }) } };
  }
}

function replicaSetName(entry: Entry, given: Workload): string {
  const hash = digits(`${entry.name} ${JSON.stringify(podSpecOf(entry, given))}`, nameAlphabet, 10);
  return `${entry.name}-${hash}`;
}

function replicaSetOf(
  entry: Entry,
  given: Workload,
  owner: KubernetesObject,
  replicas: number,
  revision: number,
) {
  const name = replicaSetName(entry, given);
  const hash = name.slice(entry.name.length + 1);
  const template = templateOf(entry, {
    ...given,
    podLabels: { ...given.podLabels, 'pod-template-hash': hash },
  });
  const created = given.changed ?? (given.previous === undefined ? 'now-20d' : 'now-20m');
  return objectOf(
    {
      kind: 'ReplicaSet',
      name,
      ...(entry.namespace === undefined ? {} : { namespace: entry.namespace }),
      fields: { created, annotations: { 'deployment.kubernetes.io/revision': String(revision) } },
    },
    {
      spec: {
        replicas,
        selector: { matchLabels: { ...labelsOf(entry), 'pod-template-hash': hash } },
        template,
      },
      status: { replicas, observedGeneration: 1 },
    },
    {
      labels: { ...labelsOf(entry), 'pod-template-hash': hash },
      ownerReferences: [ownerReference(owner)],
    },
  );
}

function ownerReference({ apiVersion, kind, metadata: { name, uid } }: KubernetesObject) {
  return { apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true };
}

function ownership(entry: Entry, owner: string | undefined) {
  if (owner === undefined) return {};
  const [kind = '', name = '', apiVersion] = owner.split('/');
  const fields = apiVersion === undefined ? {} : { apiVersion: apiVersion.replace('.v', '/v') };
  const { namespace } = entry;
  const of = { kind, name, ...(namespace === undefined ? {} : { namespace }), fields };
  return { ownerReferences: [ownerReference(objectOf(of, {}))] };
}

interface PodsInput {
  readonly entry: Entry;
  readonly given: Workload;
  readonly owner: KubernetesObject | undefined;
  readonly states: readonly PodState[];
  readonly place: (index: number) => { node: string; address: string };
  /** What comes before the pods. */
  readonly extra: readonly KubernetesObject[];
}

function podsOf({ entry, given, owner, states, place, extra }: PodsInput): Expanded {
  const made = states.map((state, index) => {
    const { node, address } = place(index);
    const name = state.name ?? podName(entry, owner, index);
    const labels = {
      ...labelsOf(entry),
      ...given.podLabels,
      ...(owner?.kind === 'ReplicaSet' ? owner.metadata.labels : {}),
      ...(owner?.kind === 'Job'
        ? { 'job-name': entry.name, 'batch.kubernetes.io/job-name': entry.name }
        : {}),
      ...(owner?.kind === 'StatefulSet' ? { 'statefulset.kubernetes.io/pod-name': name } : {}),
      ...(entry.kind === 'Pod' ? (entry.fields['labels'] as Fields | undefined) : {}),
      ...state.labels,
    };
    const spec = {
      ...withResources(podSpecOf(entry, given), state),
      ...(state.is === 'pending' ? {} : { nodeName: state.node ?? node }),
    };
    const fields = { created: state.age, ...(state.deleted === undefined ? {} : { deleted: state.deleted }) };
    const shell = objectOf(
      { kind: 'Pod', name, ...(entry.namespace === undefined ? {} : { namespace: entry.namespace }), fields },
      { spec },
      {
        labels,
        ...(owner === undefined
          ? ownership(entry, given.owner)
          : { ownerReferences: [ownerReference(owner)] }),
      },
    );
    const status = merged(podStatus(state, shell, address), entry.kind === 'Pod' ? given.status : undefined);
    return { state, pod: { ...shell, status } };
  });
  return {
    objects: [
      ...extra.filter(({ kind }) => kind !== 'Pod'),
      ...made.map(({ pod }) => pod),
      ...made.flatMap(({ state, pod }) =>
        podEvents(state, pod).map(([type, reason, message], index) =>
          eventOn({ object: pod, type, reason, message, at: state.at ?? 'now-2m', index }),
        ),
      ),
    ],
    pods: made.map(({ pod }) => pod),
    logs: made.flatMap(({ state, pod }) => logsOf(state, pod)),
  };
}

/** What admission gave the containers that name no resources of their own. */
function withResources(spec: Fields, { resources }: PodState): Fields {
  if (resources === undefined) return spec;
  const containers = (spec['containers'] as readonly Fields[]).map((container) => ({
    resources,
    ...container,
  }));
  return { ...spec, containers };
}

function podName(entry: Entry, owner: KubernetesObject | undefined, index: number): string {
  if (owner === undefined) return entry.name;
  if (owner.kind === 'StatefulSet') return `${entry.name}-${index}`;
  return `${owner.metadata.name}-${digits(`${owner.metadata.name} ${index}`, nameAlphabet, 5)}`;
}

function logsOf(state: PodState, pod: KubernetesObject): readonly Log[] {
  const of = (text: string | undefined, previous: boolean) =>
    text === undefined
      ? []
      : [
          {
            namespace: pod.metadata.namespace ?? '',
            pod: pod.metadata.name,
            container: troubledContainer(state, pod),
            previous,
            text,
          },
        ];
  return [...of(state.log, false), ...of(state.previous, true)];
}
