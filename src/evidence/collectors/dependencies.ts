import type { KubernetesObject } from '../../domain/objects.ts';
import type { Collector, CollectorContext, Observation } from '../collector.ts';
import { followedDependencies } from '../incident-workloads.ts';
import { lookOr } from '../look-error.ts';
import { observe, observeBriefly } from '../observe.ts';
import { podsOf } from '../related.ts';
import { isUnhealthy, podView, worstFirst } from '../views/pod-view.ts';
import { endpointSlices } from './services.ts';

const mostPods = 3;

/**
 * What the incident's workloads depend on, by the Services that their configuration names: an entry that times out is
 * often the last to be broken.
 */
export const dependenciesCollector: Collector = {
  name: 'dependencies',
  kind: 'service',
  collect: async (context) => {
    const followed = await followedDependencies(context);
    const looks = followed.map(async ({ service, workloads }): Promise<readonly Observation[]> => {
      const slices = await endpointSlices(service, context);
      const pods = await Promise.all(workloads.map(async (workload) => await podsUnder(workload, context)));
      return [observe(service), ...slices, ...workloads.map(observe), ...pods.flat()];
    });
    return (await Promise.all(looks)).flat();
  },
};

async function podsUnder(
  workload: KubernetesObject,
  { cluster }: CollectorContext,
): Promise<readonly Observation[]> {
  const { kind, apiVersion, metadata } = workload;
  const about = { apiVersion, kind, ...metadata };
  return await lookOr(
    'pod',
    { apiVersion, kind, name: about.name, namespace: about.namespace ?? '' },
    async () =>
      worstFirst((await podsOf(workload, cluster)).map(podView))
        .slice(0, mostPods)
        .map((pod) => (isUnhealthy(pod) ? observe(pod.object) : observeBriefly(pod.object))),
  );
}
