import { z } from 'zod';
import { controllerOf } from '../domain/controller.ts';
import { listAt, textAt } from '../domain/fields.ts';
import type { KubernetesObject } from '../domain/objects.ts';
import { type ContainerStatus, type Endpoint, holds, type Job, type Pod } from './kinds.ts';

const namedSchema = z.strictObject({ namespace: z.string(), name: z.string() });
const workloadSchema = namedSchema.extend({ kind: z.string() });

/** What an alerting rule would look at: the alert fires for as long as it holds. */
export const alertConditionSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('crash-looping'), workload: workloadSchema }),
  z.strictObject({ type: z.literal('job-failed'), job: namedSchema }),
  z.strictObject({
    /** The Service's ready endpoints belong to several workloads, or there are none. */
    type: z.literal('service-errors'),
    service: namedSchema,
  }),
  z.strictObject({ type: z.literal('namespace-without-level'), namespace: z.string() }),
]);
export type AlertCondition = z.infer<typeof alertConditionSchema>;

type Objects = readonly KubernetesObject[];

function find(
  objects: Objects,
  kind: string,
  namespace: string | undefined,
  name: string,
): KubernetesObject | undefined {
  return objects.find(
    ({ kind: is, metadata }) => is === kind && metadata.namespace === namespace && metadata.name === name,
  );
}

function rootOf(objects: Objects, object: KubernetesObject): KubernetesObject {
  const owner = controllerOf(object);
  const found = owner === undefined ? undefined : objects.find(({ metadata }) => metadata.uid === owner.uid);
  return found === undefined ? object : rootOf(objects, found);
}

function hasCrashed({ state, lastState }: ContainerStatus): boolean {
  return state.waiting?.reason === 'CrashLoopBackOff' || lastState.terminated !== undefined;
}

/** The pods because of which the condition holds; empty where it is about something else. */
export function podsBehind(condition: AlertCondition, objects: Objects): readonly Pod[] {
  if (condition.type !== 'crash-looping') return [];
  const { kind, namespace, name } = condition.workload;
  return objects
    .filter((object): object is Pod => object.kind === 'Pod' && object.metadata.namespace === namespace)
    .filter((pod) => pod.status?.containerStatuses?.some(hasCrashed) === true)
    .filter((pod) => {
      const root = rootOf(objects, pod);
      return root.kind === kind && root.metadata.name === name;
    });
}

function servedBy(
  objects: Objects,
  { namespace, name }: { namespace: string; name: string },
): ReadonlySet<string> {
  const endpoints = objects
    .filter(({ kind, metadata }) => kind === 'EndpointSlice' && metadata.namespace === namespace)
    .filter(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === name)
    .flatMap((slice) => listAt(slice, 'endpoints') as readonly Endpoint[])
    .filter(({ conditions }) => conditions.ready);
  const roots = endpoints.map(({ targetRef }) => {
    const pod = find(objects, 'Pod', namespace, targetRef.name);
    const root = pod === undefined ? undefined : rootOf(objects, pod);
    return `${root?.kind ?? 'Pod'}/${root?.metadata.name ?? targetRef.name}`;
  });
  return new Set(roots);
}

export function conditionHolds(condition: AlertCondition, objects: Objects): boolean {
  switch (condition.type) {
    case 'crash-looping':
      return podsBehind(condition, objects).length > 0;
    case 'job-failed': {
      const job = find(objects, 'Job', condition.job.namespace, condition.job.name) as Job | undefined;
      return holds(job?.status?.conditions, 'Failed');
    }
    case 'service-errors':
      return servedBy(objects, condition.service).size !== 1;
    case 'namespace-without-level': {
      const namespace = find(objects, 'Namespace', undefined, condition.namespace);
      return textAt(namespace, 'metadata', 'labels', 'pod-security.kubernetes.io/enforce') === undefined;
    }
  }
}
