import type { Incident } from '../domain/incident.ts';
import { isDefinite } from '../execution/is-definite.ts';
import { ClusterError, type ClusterReader } from '../ports/cluster.ts';

/**
 * Throws `ClusterError` while the API server cannot be reached: what is found then is nothing to decide on, and the
 * stage is better tried again later. A refusal (403) is an answer.
 */
export async function requireCluster(
  incident: Pick<Incident, 'target' | 'namespaces'>,
  cluster: ClusterReader,
): Promise<void> {
  const [namespace] = incident.namespaces;
  const ref =
    incident.target ??
    (namespace === undefined ? undefined : { apiVersion: 'v1', kind: 'Namespace', name: namespace });
  if (ref === undefined) return;
  try {
    await cluster.get(ref);
  } catch (cause) {
    if (!(cause instanceof ClusterError) || !isDefinite(cause)) throw cause;
  }
}
