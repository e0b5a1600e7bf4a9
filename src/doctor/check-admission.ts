import type { KubernetesObject, ObjectRef } from '../domain/objects.ts';
import { refOf } from '../domain/objects.ts';
import { type ClusterDryRun, ClusterError, type ClusterReader } from '../ports/cluster.ts';
import type { ScopedGrant } from '../rbac/rule-grants.ts';
import type { Check, Identity } from './check.ts';

/** A Deployment that the policies let Firebreak patch as far as RBAC goes; undefined where there is none to be seen. */
export async function findDeployment(
  needed: readonly ScopedGrant[],
  reader: ClusterReader,
): Promise<ObjectRef | undefined> {
  const patching = needed.find(
    ({ grant }) =>
      grant.apiGroup === 'apps' && grant.resource === 'deployments' && grant.verbs.includes('patch'),
  );
  if (patching === undefined) return undefined;
  const { namespace } = patching;
  const scope = namespace === undefined ? {} : { namespace };
  const items = await itemsOf(reader.list({ apiVersion: 'apps/v1', kind: 'Deployment', ...scope, limit: 1 }));
  return items[0] === undefined ? undefined : refOf(items[0]);
}

async function itemsOf(list: ReturnType<ClusterReader['list']>): Promise<readonly KubernetesObject[]> {
  try {
    return (await list).items;
  } catch (cause) {
    if (cause instanceof ClusterError) return [];
    throw cause;
  }
}

/**
 * Whether admission policies hold an identity. Asked by a dry-run of a patch that changes nothing: no action makes it,
 * for it lacks the marker, so that the policies of `firebreak policy admission` refuse it.
 */
export async function checkAdmission(
  identity: Identity,
  deployment: ObjectRef,
  cluster: ClusterDryRun,
): Promise<readonly Check[]> {
  const name = `admission of the ${identity}`;
  const value = deployment.name;
  try {
    await cluster.dryRun({
      verb: 'patch',
      target: deployment,
      patch: [{ op: 'test', path: '/metadata/name', value }],
    });
  } catch (cause) {
    if (!(cause instanceof ClusterError)) throw cause;
    if (cause.refusedBy === 'policy')
      return [{ name, status: 'ok', message: 'a policy refused what no action does' }];
    // Without the right to write there is nothing to hold.
    if (cause.code === 'forbidden') return [];
    return [{ name, status: 'note', message: `could not be tried: ${cause.message}` }];
  }
  const message = {
    planner: 'no policy holds it to dry-runs: whoever takes its token over writes for real',
    executor:
      'no policy holds it to the allowed actions: whoever takes its token over writes what RBAC lets it',
  }[identity];
  return [
    { name, status: 'finding', message, mend: 'firebreak policy admission --live | kubectl apply -f -' },
  ];
}
