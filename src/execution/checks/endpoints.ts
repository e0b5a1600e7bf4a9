import { listAt, textAt } from '../../domain/fields.ts';
import { type KubernetesObject, refKey, refOf, refText } from '../../domain/objects.ts';
import { rootOwner } from '../../evidence/owner-chain.ts';
import type { ClusterReader } from '../../ports/cluster.ts';
import { check, type VerificationCheckFunction } from '../check-context.ts';

/** The Service has ready endpoints, and they all belong to one workload: a count alone would hide a foreign pod. */
export const endpoints: VerificationCheckFunction = async ({ execution, cluster }) => {
  const { target } = execution.request;
  if (target.kind !== 'Service' || target.namespace === undefined) return [];
  const slices = await cluster.list({
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    namespace: target.namespace,
    labelSelector: `kubernetes.io/service-name=${target.name}`,
  });
  const owners = await ownersOf(slices.items.flatMap(readyPods), target.namespace, cluster);
  const name = refText(target);
  if (owners.length === 1) {
    const [owner] = owners;
    return check(
      'endpoints',
      'holds',
      'verification.endpoints-owned',
      `${name} sends traffic to ${owner} alone`,
    );
  }
  const message =
    owners.length === 0
      ? `${name} has no ready endpoint`
      : `${name} sends traffic to ${owners.join(' and ')}`;
  return check('endpoints', 'not-yet', 'verification.endpoints-foreign', message);
};

function readyPods(slice: KubernetesObject): readonly string[] {
  return listAt(slice, 'endpoints')
    .filter((endpoint) => listAt(endpoint, 'addresses').length > 0)
    .filter((endpoint) => (endpoint as { conditions?: { ready?: boolean } }).conditions?.ready !== false)
    .map((endpoint) => textAt(endpoint, 'targetRef', 'name'))
    .filter((name) => name !== undefined);
}

async function ownersOf(
  pods: readonly string[],
  namespace: string,
  cluster: ClusterReader,
): Promise<readonly string[]> {
  const owners = new Map<string, string>();
  for (const name of new Set(pods)) {
    const pod = await cluster.get({ apiVersion: 'v1', kind: 'Pod', namespace, name });
    if (pod === undefined) continue;
    const root = refOf(await rootOwner(pod, cluster));
    owners.set(refKey(root), refText(root));
  }
  return [...owners.values()];
}
