import type { Settings } from '../config.ts';
import type { Check } from './check.ts';

/** Whether planner and executor are two, as the API server knows them; undefined where it does not say. */
export function checkIdentities(
  { mode }: Pick<Settings, 'mode'>,
  planner: string | undefined,
  executor: string | undefined,
): readonly Check[] {
  if (planner === undefined || executor === undefined) return [];
  const name = 'identities';
  if (planner !== executor) return [{ name, status: 'ok', message: `${planner} plans, ${executor} writes` }];
  return [
    {
      name,
      // Without writes one identity is enough.
      status: mode === 'approve' ? 'finding' : 'note',
      message: `planner and executor are both ${planner}`,
      mend: 'give the executor an identity of its own in FIREBREAK_EXECUTOR_KUBECONFIG',
    },
  ];
}

/** Whether Firebreak knows its own namespace, in which it never changes anything. */
export function checkOwnNamespace(
  { namespace }: Pick<Settings, 'namespace'>,
  environment: Readonly<Record<string, string | undefined>>,
): readonly Check[] {
  const isInCluster = environment['KUBERNETES_SERVICE_HOST'] !== undefined;
  if (namespace !== undefined || !isInCluster) return [];
  return [
    {
      name: 'own namespace',
      status: 'finding',
      message: 'Firebreak runs in a pod and does not know its namespace, which it must never change',
      mend: 'set FIREBREAK_NAMESPACE from the field metadata.namespace of the pod',
    },
  ];
}
