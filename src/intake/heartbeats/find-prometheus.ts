import type { AlertLabels } from '../../ports/alert-source.ts';
import { ClusterError, type ClusterReader } from '../../ports/cluster.ts';

const kinds = [
  ['statefulset', 'StatefulSet'],
  ['deployment', 'Deployment'],
] as const;

/**
 * Labels that name the Prometheus that a heartbeat comes from, as an alert about it would carry them. The operator's
 * external label `prometheus` is `namespace/name` of a Prometheus, whose StatefulSet is `prometheus-<name>`; without it,
 * whatever bears the recommended label `app.kubernetes.io/name: prometheus` in the namespace where Prometheus lives.
 */
export async function findPrometheus(
  heartbeat: AlertLabels,
  usualNamespace: string | undefined,
  cluster: ClusterReader,
): Promise<AlertLabels> {
  const [named, name] = (heartbeat['prometheus'] ?? '').split('/');
  const namespace = name === undefined ? usualNamespace : named;
  if (namespace === undefined || namespace === '') return {};
  for (const [label, kind] of kinds) {
    const found = await workloads(kind, namespace, cluster);
    const exact = found.find((each) => each === `prometheus-${name ?? ''}`);
    const [workload] = exact === undefined ? found : [exact];
    if (workload !== undefined) return { namespace, [label]: workload };
  }
  return { namespace };
}

/** Names; none where they cannot be read, for an alert without a precise target is better than none. */
async function workloads(
  kind: (typeof kinds)[number][1],
  namespace: string,
  cluster: ClusterReader,
): Promise<readonly string[]> {
  const labelSelector = 'app.kubernetes.io/name=prometheus';
  try {
    const { items } = await cluster.list({
      apiVersion: 'apps/v1',
      kind,
      namespace,
      labelSelector,
      limit: 20,
    });
    return items.map(({ metadata }) => metadata.name);
  } catch (cause) {
    if (cause instanceof ClusterError) return [];
    throw cause;
  }
}
