import type { ObjectRef } from '../domain/objects.ts';
import { known } from './kinds.ts';

const dnsLabel = '[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?';
const serviceHost = new RegExp(`^(?<name>${dnsLabel})\\.(?<namespace>${dnsLabel})\\.svc(?:\\..+)?$`, 'u');
const routerService = /^(?<names>[a-z0-9][-a-z0-9]*)@kubernetes(?:crd|gateway)?$/u;
const longestAddress = 2_000;
const mostReadings = 10;
/** Two names of objects, a port and a provider; a label that is longer is no such name. */
const longestLabel = 600;

/** The host of a probed address such as `https://web.example/health` or `web.example:443`; undefined for an IP address. */
export function urlHost(address: string): string | undefined {
  if (address.length > longestAddress) return undefined;
  const host = /^(?:[a-z][a-z0-9+.-]*:\/\/)?(?:[^/@\s]*@)?(?<host>[a-z0-9.-]+)(?::\d+)?(?:[/?#]|$)/iu
    .exec(address)
    ?.groups?.['host']?.toLowerCase();
  const isName = host !== undefined && host.includes('.') && !/^[\d.]+$/u.test(host);
  return isName ? host : undefined;
}

/**
 * The Service behind a cluster-internal host name.
 * https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/
 */
export function serviceOfHost(host: string): readonly ObjectRef[] {
  const { name, namespace } = serviceHost.exec(host)?.groups ?? {};
  return name === undefined || namespace === undefined ? [] : [known('Service', name, namespace)];
}

/**
 * Readings of a Traefik service name, `<namespace>-<service>-<port>@kubernetes`: both names may hold hyphens.
 * https://doc.traefik.io/traefik/providers/kubernetes-ingress/
 */
export function servicesOfRouter(label: string): readonly ObjectRef[] {
  const names = label.length > longestLabel ? undefined : routerService.exec(label)?.groups?.['names'];
  if (names === undefined) return [];
  const parts = names.split('-').slice(0, -1);
  const splits = parts.slice(1).map((_part, index) => {
    const at = index + 1;
    return known('Service', parts.slice(at).join('-'), parts.slice(0, at).join('-'));
  });
  return splits.slice(0, mostReadings);
}
