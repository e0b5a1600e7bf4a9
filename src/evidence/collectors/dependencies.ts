import { textAt } from '../../domain/fields.ts';
import type { KubernetesObject } from '../../domain/objects.ts';
import { refKey, refOf } from '../../domain/objects.ts';
import type { Collector, CollectorContext, Observation } from '../collector.ts';
import { danglingReferences } from '../dependencies.ts';
import type { Followed } from '../incident-workloads.ts';
import {
  configMapsOf,
  configMapsOrNone,
  followedDependencies,
  incidentWorkloads,
} from '../incident-workloads.ts';
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
    const named = await configMaps(context, followed);
    const looks = followed.map(async ({ service, workloads }): Promise<readonly Observation[]> => {
      const slices = await endpointSlices(service, context);
      const pods = await Promise.all(workloads.map(async (workload) => await podsUnder(workload, context)));
      return [observe(service), ...slices, ...workloads.map(observe), ...pods.flat()];
    });
    const entered = await behindIngress(context);
    return [...missing, ...entered, ...(await Promise.all(looks)).flat(), ...named];
  },
};

/** What an Ingress leads to: the other kinds of targets show their workloads by themselves. */
async function behindIngress(context: CollectorContext): Promise<readonly Observation[]> {
  if (context.target?.kind !== 'Ingress') return [];
  return (await incidentWorkloads(context)).map(observe);
}

/** Of a ConfigMap only the hosts in it are ever used: what names a dependency is as often there as in a literal. */
async function configMaps(
  context: CollectorContext,
  followed: readonly Followed[],
): Promise<readonly Observation[]> {
  const workloads = [
    ...(await incidentWorkloads(context)),
    ...followed.flatMap(({ workloads: behind }) => behind),
  ];
  const looks = workloads.map(async (workload) => {
    const { namespace = '' } = workload.metadata;
    const about = { apiVersion: 'v1', kind: 'ConfigMap', namespace, name: '*' };
    return await lookOr('service', about, async () => (await configMapsOf(workload, context)).map(observe));
  });
  const seen = (await Promise.all(looks)).flat();
  return [...new Map(seen.map((one) => [`${one.status} ${refKey(one.ref)}`, one])).values()];
}

async function missingServices(context: CollectorContext): Promise<readonly Observation[]> {
  const workloads = await incidentWorkloads(context);
  const looks = workloads.map(async (workload) => {
    const { namespace = '', name } = workload.metadata;
    if (!context.namespaces.includes(namespace)) return [];
    const services = await allOf('Service', namespace, context.cluster);
    // A list that was cut proves no absence.
    if (services.length >= mostRead) return [];
    const readable = await configMapsOrNone(workload, context);
    const dangling = danglingReferences(workload, services, readable).map(({ reference, name: service }) =>
      observeAbsence(
        'service',
        known('Service', service, namespace),
        `which ${reference.variable} of container ${reference.container} in ${workload.kind} ${name} names`,
      ),
    );
    return [...dangling, ...governed(workload, services, context)].slice(0, mostPods);
  });
  return (await Promise.all(looks)).flat();
}

/**
 * The Service that gives a StatefulSet's pods their names, where it does not exist.
 * https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#limitations
 */
function governed(
  workload: KubernetesObject,
  services: readonly KubernetesObject[],
  { target }: CollectorContext,
): readonly Observation[] {
  const { namespace = '', name } = workload.metadata;
  if (target === undefined || refKey(refOf(workload)) !== refKey(target)) return [];
  const service = workload.kind === 'StatefulSet' ? textAt(workload, 'spec', 'serviceName') : undefined;
  if (service === undefined || service === '' || services.some(({ metadata }) => metadata.name === service))
    return [];
  return [
    observeAbsence(
      'service',
      known('Service', service, namespace),
      `which StatefulSet ${name} is governed by`,
    ),
  ];
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
