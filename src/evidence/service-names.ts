export interface NamedService {
  readonly name: string;
  readonly namespace: string;
  /** The host says that it is a Service's, as in `db.shop.svc`. */
  readonly qualified: boolean;
}

/** The Service that a host names from within a namespace; undefined for hosts outside the cluster. */
export function serviceNamed(name: string, from: string): NamedService | undefined {
  const [service = '', namespace, kind] = name.split('.');
  if (namespace === undefined) return { name: service, namespace: from, qualified: false };
  if (kind === 'svc') return { name: service, namespace, qualified: true };
  return kind === undefined ? { name: service, namespace, qualified: false } : undefined;
}

/**
 * The governing Service of a StatefulSet's pod, as in `db-0.db` and `db-0.db.shop.svc`.
 * https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#stable-network-id
 */
export function governingService(name: string, from: string): NamedService | undefined {
  const [pod = '', service, namespace = from, kind = 'svc'] = name.split('.');
  if (!/-\d+$/u.test(pod) || service === undefined || kind !== 'svc') return undefined;
  return { name: service, namespace, qualified: name.split('.').length > 3 };
}
