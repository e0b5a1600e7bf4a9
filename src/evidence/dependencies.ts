import { numberAt, listAt, textMapAt } from '../domain/fields.ts';
import { fromLabels, meets } from '../domain/label-selector.ts';
import type { KubernetesObject } from '../domain/objects.ts';
import type { HostReference } from './host-references.ts';
import { hostReferences } from './host-references.ts';
import { governingService, serviceNamed } from './service-names.ts';
import { podTemplate, templateLabels } from './views/workload-view.ts';

/** A workload's configured way to a Service of its namespace. */
export interface Dependency {
  readonly reference: HostReference;
  readonly service: KubernetesObject;
}

/** The Services that a workload's configuration names, each once a port. */
export function dependenciesOf(
  workload: KubernetesObject,
  services: readonly KubernetesObject[],
  configMaps: readonly KubernetesObject[] = [],
): readonly Dependency[] {
  const from = workload.metadata.namespace ?? '';
  const found = new Map<string, Dependency>();
  for (const reference of hostReferences(workload, configMaps)) {
    const names = [serviceNamed(reference.host, from), governingService(reference.host, from)];
    const service = services.find(({ metadata }) =>
      names.some((named) => named?.name === metadata.name && named.namespace === metadata.namespace),
    );
    if (service === undefined || selects(service, workload)) continue;
    const key = `${service.metadata.namespace ?? ''}/${service.metadata.name}:${reference.port ?? ''}`;
    if (!found.has(key)) found.set(key, { reference, service });
  }
  return [...found.values()];
}

/** Whether a Service sends traffic to a workload's pods. */
export function selects(service: KubernetesObject, workload: KubernetesObject): boolean {
  const selector = textMapAt(service, 'spec', 'selector');
  return (
    service.metadata.namespace === workload.metadata.namespace &&
    Object.keys(selector).length > 0 &&
    meets(fromLabels(selector), templateLabels(workload))
  );
}

export function hasPort(service: KubernetesObject, port: number): boolean {
  return listAt(service, 'spec', 'ports').some((one) => numberAt(one, 'port') === port);
}

/**
 * References of a workload to Services of its own namespace that do not exist. A host without a dot may be anything that
 * the pod's resolver knows, so it only counts in a variable that says that it holds a host.
 */
export function danglingReferences(
  workload: KubernetesObject,
  services: readonly KubernetesObject[],
  configMaps: readonly KubernetesObject[] = [],
): readonly { readonly reference: HostReference; readonly name: string }[] {
  const from = workload.metadata.namespace ?? '';
  const aliases = new Set(
    listAt(podTemplate(workload), 'spec', 'hostAliases').flatMap((alias) => listAt(alias, 'hostnames')),
  );
  return hostReferences(workload, configMaps).flatMap((reference) => {
    const named = serviceNamed(reference.host, from);
    if (named === undefined || named.namespace !== from || aliases.has(reference.host)) return [];
    if (services.some(({ metadata }) => metadata.name === named.name)) return [];
    const isMeant = named.qualified || (!reference.host.includes('.') && reference.from === 'variable');
    return isMeant ? [{ reference, name: named.name }] : [];
  });
}
