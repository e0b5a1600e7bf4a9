import type { KubernetesObject, ObjectRef } from '../../domain/objects.ts';
import type { Collector, CollectorContext } from '../collector.ts';
import { backendsOf } from '../incident-workloads.ts';
import { observe, observeBriefly } from '../observe.ts';
import { rollingKinds } from '../kinds.ts';
import { allOf, claimsOf, mostRead, podsOf } from '../related.ts';
import { isResolvedTarget } from '../resolve-target.ts';
import type { PodView } from '../views/pod-view.ts';
import { isUnhealthy, podView, worstFirst } from '../views/pod-view.ts';
import { replicaView } from '../views/workload-view.ts';

const mostInFull = 4;
const mostBriefly = 8;
const mostStateful = 3;
const mostLacking = 3;

/** The pods behind the incident, the worst in full. */
export const podsCollector: Collector = {
  name: 'pods',
  kind: 'pod',
  collect: async (context) => {
    const pods = await incidentPods(context);
    return [
      ...pods.slice(0, mostInFull).map(({ object }) => observe(object)),
      ...pods.slice(mostInFull, mostInFull + mostBriefly).map(({ object }) => observeBriefly(object)),
    ];
  },
};

/**
 * The pods that the incident is about, worst first: those of the target; where no more than namespaces are known, the
 * unhealthy pods in them, and a few that keep data: those can be up and useless. Throws `LookError`.
 */
export async function incidentPods(context: CollectorContext): Promise<readonly PodView[]> {
  const { target, namespaces, cluster } = context;
  if (target !== undefined && target.kind !== 'Namespace') {
    const object = await cluster.get(target);
    if (object === undefined) return [];
    const behind = await podsBehind(object, target, context);
    return worstFirst([...behind, ...(await namedPod(behind, context))].map(podView));
  }
  const pods = await Promise.all(namespaces.map(async (namespace) => await podsIn(namespace, context)));
  const all = worstFirst(pods.flat().map(podView));
  const stateful = all.filter(
    (pod) => !isUnhealthy(pod) && pod.phase === 'Running' && claimsOf(pod.object).length > 0,
  );
  return [...all.filter(isUnhealthy), ...stateful.slice(0, mostStateful)];
}

/** The pod that the alert names, where the list of its siblings was cut before it. */
async function namedPod(
  listed: readonly KubernetesObject[],
  { resolution, cluster }: CollectorContext,
): Promise<readonly KubernetesObject[]> {
  if (listed.length < mostRead || !isResolvedTarget(resolution) || resolution.subject.kind !== 'Pod')
    return [];
  const { subject } = resolution;
  if (listed.some(({ metadata }) => metadata.name === subject.name)) return [];
  const pod = await cluster.get(subject);
  return pod === undefined ? [] : [pod];
}

/** The pods of a namespace; where they are too many to read, those of the workloads that lack some as well. */
async function podsIn(
  namespace: string,
  { cluster }: CollectorContext,
): Promise<readonly KubernetesObject[]> {
  const pods = await allOf('Pod', namespace, cluster);
  if (pods.length < mostRead) return pods;
  const workloads = await Promise.all(
    rollingKinds.map(async (kind) => await allOf(kind, namespace, cluster)),
  );
  const lacking = workloads.flat().filter((workload) => {
    const replicas = replicaView(workload);
    return replicas !== undefined && replicas.ready < replicas.desired;
  });
  const theirs = await Promise.all(
    lacking.slice(0, mostLacking).map(async (workload) => await podsOf(workload, cluster)),
  );
  return [...new Map([...pods, ...theirs.flat()].map((pod) => [pod.metadata.name, pod] as const)).values()];
}

async function podsBehind(
  object: KubernetesObject,
  target: ObjectRef,
  context: CollectorContext,
): Promise<readonly KubernetesObject[]> {
  const { cluster } = context;
  if (target.kind === 'Ingress') {
    const backends = await backendsOf(object, context);
    return (await Promise.all(backends.map(async (service) => await podsOf(service, cluster)))).flat();
  }
  if (target.kind !== 'PersistentVolumeClaim') return await podsOf(object, cluster);
  const pods = await allOf('Pod', target.namespace ?? '', cluster);
  return pods.filter((pod) => claimsOf(pod).includes(target.name));
}
