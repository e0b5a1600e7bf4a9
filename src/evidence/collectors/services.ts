import { textMapAt } from '../../domain/fields.ts';
import { fromLabels, meets } from '../../domain/label-selector.ts';
import type { KubernetesObject, ObjectRef } from '../../domain/objects.ts';
import type { Collector, CollectorContext, Observation } from '../collector.ts';
import { apiVersions } from '../kinds.ts';
import { backendsOf } from '../incident-workloads.ts';
import { lookOr } from '../look-error.ts';
import { observe, observeBriefly } from '../observe.ts';
import { allOf } from '../related.ts';
import { templateLabels } from '../views/workload-view.ts';

const mostServices = 6;

/** The Services in front of the incident's object, and what their EndpointSlices send traffic to. */
export const servicesCollector: Collector = {
  name: 'services',
  kind: 'service',
  collect: async (context) => {
    const { target } = context;
    if (target?.namespace === undefined) return [];
    const services = (await servicesFor(target, context)).slice(0, mostServices);
    const slices = await Promise.all(services.map(async (service) => await endpointSlices(service, context)));
    return [...services.map(target.kind === 'Service' ? observe : observeBriefly), ...slices.flat()];
  },
};

async function servicesFor(
  target: ObjectRef,
  context: CollectorContext,
): Promise<readonly KubernetesObject[]> {
  const { cluster } = context;
  const object = await cluster.get(target);
  if (object === undefined) return [];
  if (object.kind === 'Service') return [object];
  if (object.kind === 'Ingress') return await backendsOf(object, context);
  const labels = templateLabels(object);
  if (Object.keys(labels).length === 0 || object.kind === 'Job' || object.kind === 'CronJob') return [];
  return (await allOf('Service', target.namespace ?? '', cluster)).filter((service) => {
    const selector = textMapAt(service, 'spec', 'selector');
    return Object.keys(selector).length > 0 && meets(fromLabels(selector), labels);
  });
}

/** What a Service's EndpointSlices send traffic to. */
export async function endpointSlices(
  service: KubernetesObject,
  { cluster }: CollectorContext,
): Promise<readonly Observation[]> {
  const { name, namespace = '' } = service.metadata;
  const query = {
    apiVersion: apiVersions.EndpointSlice,
    kind: 'EndpointSlice',
    namespace,
    labelSelector: `kubernetes.io/service-name=${name}`,
    limit: 20,
  };
  const about: ObjectRef = { apiVersion: query.apiVersion, kind: query.kind, namespace, name };
  return await lookOr('endpoints', about, async () => (await cluster.list(query)).items.map(observe));
}
