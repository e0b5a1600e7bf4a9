import { field, listAt, numberAt, textAt } from '../../domain/fields.ts';
import type { KubernetesObject } from '../../domain/objects.ts';
import type { Workload } from '../workloads/workload.ts';
import { containersOf } from './containers.ts';

/** Whether a workload offers the ports that a Service sends to; `unknown` where its containers declare none. */
export type Offer = 'offers' | 'lacks' | 'unknown';

/**
 * Compares a Service's target ports with the ports of a workload's containers. A named port that no container has
 * leaves the Service without that endpoint port; a number that none declares may still be listened on, but next to
 * declared ones it tells another application.
 * https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports
 */
export function offerOf(service: KubernetesObject, workload: Workload): Offer {
  const targets = targetPortsOf(service);
  if (targets.length === 0) return 'unknown';
  const declared = containersOf(workload).flatMap(({ ports }) => ports);
  const found = targets.every(({ target, protocol }) =>
    declared.some((port) => port.protocol === protocol && (port.name === target || port.number === target)),
  );
  if (found) return 'offers';
  const byNumber = targets.every(({ target }) => typeof target === 'number');
  return byNumber && declared.length === 0 ? 'unknown' : 'lacks';
}

/** Every target port is a name that no container of the workloads has: nothing ever arrives, whoever listens. */
export function lacksEveryNamedPort(service: KubernetesObject, workloads: readonly Workload[]): boolean {
  const targets = targetPortsOf(service).map(({ target }) => target);
  const declared = new Set(
    workloads.flatMap(containersOf).flatMap(({ ports }) => ports.map(({ name }) => name)),
  );
  return targets.length > 0 && targets.every((target) => typeof target === 'string' && !declared.has(target));
}

/** How people name a Service's target ports: `http`, `8080`. */
export function targetPortsText(service: KubernetesObject): string {
  return targetPortsOf(service)
    .map(({ target }) => String(target))
    .join(', ');
}

export function isHeadless(service: KubernetesObject): boolean {
  return service.kind === 'Service' && textAt(service, 'spec', 'clusterIP') === 'None';
}

/**
 * Whether all that a Service offers is metrics, by the names of its ports. Prometheus looks its endpoints up and asks each
 * one, so nothing is spread over them. https://prometheus.io/docs/prometheus/latest/configuration/configuration/#kubernetes_sd_config
 */
export function isForMetrics(service: KubernetesObject): boolean {
  const ports = listAt(service, 'spec', 'ports');
  return ports.length > 0 && ports.every((port) => /(?:^|-)metrics$/u.test(textAt(port, 'name') ?? ''));
}

interface TargetPort {
  readonly target: string | number;
  readonly protocol: string;
}

/** An absent targetPort is the port itself. */
function targetPortsOf(service: KubernetesObject): readonly TargetPort[] {
  return listAt(service, 'spec', 'ports').flatMap((port) => {
    const target = field(port, 'targetPort') ?? numberAt(port, 'port');
    if (typeof target !== 'string' && typeof target !== 'number') return [];
    return [{ target, protocol: textAt(port, 'protocol') ?? 'TCP' }];
  });
}
