import type { KubernetesObject, ObjectRef } from '../../domain/objects.ts';
import type { Collector, CollectorContext } from '../collector.ts';
import { backendsOf } from '../incident-workloads.ts';
import { observe, observeBriefly } from '../observe.ts';
import { allOf, claimsOf, podsOf } from '../related.ts';
import type { PodView } from '../views/pod-view.ts';
import { isUnhealthy, podView, worstFirst } from '../views/pod-view.ts';

const mostInFull = 4;
const mostBriefly = 8;
const mostStateful = 3;

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
    return object === undefined ? [] : worstFirst((await podsBehind(object, target, context)).map(podView));
  }
  const pods = await Promise.all(namespaces.map(async (namespace) => await allOf('Pod', namespace, cluster)));
  const all = worstFirst(pods.flat().map(podView));
  const stateful = all.filter(
    (pod) => !isUnhealthy(pod) && pod.phase === 'Running' && claimsOf(pod.object).length > 0,
  );
  return [...all.filter(isUnhealthy), ...stateful.slice(0, mostStateful)];
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
