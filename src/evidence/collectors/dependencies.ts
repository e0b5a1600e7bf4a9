import type { KubernetesObject } from '../../domain/objects.ts';
import type { Collector, CollectorContext, Observation } from '../collector.ts';
import { danglingReferences } from '../dependencies.ts';
import { followedDependencies, incidentWorkloads } from '../incident-workloads.ts';
import { lookOr } from '../look-error.ts';
import { known } from '../kinds.ts';
import { observe, observeAbsence, observeBriefly } from '../observe.ts';
import { allOf, mostRead, podsOf } from '../related.ts';
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
    const missing = await missingServices(context);
    const followed = await followedDependencies(context);
    const looks = followed.map(async ({ service, workloads }): Promise<readonly Observation[]> => {
      const slices = await endpointSlices(service, context);
      const pods = await Promise.all(workloads.map(async (workload) => await podsUnder(workload, context)));
      return [observe(service), ...slices, ...workloads.map(observe), ...pods.flat()];
    });
    return [...missing, ...(await Promise.all(looks)).flat()];
  },
};

async function missingServices(context: CollectorContext): Promise<readonly Observation[]> {
  const workloads = await incidentWorkloads(context);
  const looks = workloads.map(async (workload) => {
    const { namespace = '', name } = workload.metadata;
    if (!context.namespaces.includes(namespace)) return [];
    const services = await allOf('Service', namespace, context.cluster);
    // A list that was cut proves no absence.
    if (services.length >= mostRead) return [];
    const dangling = danglingReferences(workload, services).map(({ reference, name: service }) =>
      observeAbsence(
        'service',
        known('Service', service, namespace),
        `which ${reference.variable} of container ${reference.container} in ${workload.kind} ${name} names`,
      ),
    );
    return dangling.slice(0, mostPods);
  });
  return (await Promise.all(looks)).flat();
}

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
