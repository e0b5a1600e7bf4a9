import { type KubernetesObject, namespaceOf } from '../../domain/objects.ts';
import { type ClusterReader, ClusterError } from '../../ports/cluster.ts';
import type { GuardrailContext } from '../guardrail.ts';
import type { AllowlistFacts } from './facts.ts';

/** A guardrail's context; without `change` where the target is missing or was not read. */
export type AllowlistContext = Omit<GuardrailContext, 'change' | 'provisional'> & {
  readonly change?: GuardrailContext['change'];
};

/** Reads what the judgement needs beyond its context: the target's Namespace where a rule or a missing target asks. */
export async function readFacts(context: AllowlistContext): Promise<AllowlistFacts> {
  const { action, change, cluster, policies } = context;
  const namespace = action.target.kind === 'Namespace' ? undefined : namespaceOf(action.target);
  const asked = change !== undefined && policies.rules.some(({ when }) => when?.usesNamespace === true);
  return {
    ...context,
    namespaceObject: await namespaceObject(cluster, namespace, asked),
    namespaceExists:
      change === undefined && namespace !== undefined ? await namespaceExists(cluster, namespace) : 'unread',
  };
}

async function namespaceObject(
  cluster: ClusterReader,
  namespace: string | undefined,
  asked: boolean,
): Promise<KubernetesObject | null | 'unread'> {
  if (namespace === undefined) return null;
  if (!asked) return 'unread';
  return (
    (await unlessUnread(() => cluster.get({ apiVersion: 'v1', kind: 'Namespace', name: namespace }))) ??
    'unread'
  );
}

/** A dump may lack the Namespace objects themselves; pods in it show as well that it exists. */
async function namespaceExists(cluster: ClusterReader, namespace: string): Promise<boolean | 'unread'> {
  return await unlessUnread(async () => {
    if ((await cluster.get({ apiVersion: 'v1', kind: 'Namespace', name: namespace })) !== undefined)
      return true;
    const pods = await cluster.list({ apiVersion: 'v1', kind: 'Pod', namespace, limit: 1 });
    return pods.items.length > 0;
  });
}

async function unlessUnread<T>(read: () => Promise<T>): Promise<T | 'unread'> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof ClusterError) return 'unread';
    throw error;
  }
}
