import { listAt, textAt } from '../../domain/fields.ts';
import type { KubernetesObject } from '../../domain/objects.ts';
import { refOf } from '../../domain/objects.ts';
import type { Collector, CollectorContext, Observation } from '../collector.ts';
import { apiVersions } from '../kinds.ts';
import { ifServed, lookOr } from '../look-error.ts';
import { getText } from '../request-text.ts';
import { incidentPods } from './pods.ts';

const mostPods = 3;

/** What the containers use at this moment, from metrics.k8s.io where there is one: no peak, no history. */
export const usageCollector: Collector = {
  name: 'usage',
  kind: 'usage',
  collect: async (context) => {
    if (context.target === undefined || context.target.kind === 'Namespace') return [];
    const running = (await incidentPods(context)).filter((pod) => pod.phase === 'Running').slice(0, mostPods);
    const looks = running.map((pod) => usageOf(pod.object, context));
    return (await Promise.all(looks)).flat();
  },
};

async function usageOf(
  pod: KubernetesObject,
  { cluster }: CollectorContext,
): Promise<readonly Observation[]> {
  const ref = refOf(pod);
  const { namespace = '', name } = pod.metadata;
  const metricsRef = { apiVersion: apiVersions.PodMetrics, kind: 'PodMetrics', namespace, name };
  return await lookOr('usage', ref, async () => {
    const metrics = await cluster.get(metricsRef).catch(ifServed);
    if (metrics === undefined) return [];
    const containers = listAt(metrics, 'containers').map(
      (container) =>
        `${textAt(container, 'name') ?? ''} memory ${textAt(container, 'usage', 'memory') ?? '?'} cpu ${textAt(container, 'usage', 'cpu') ?? '?'}`,
    );
    return [
      {
        kind: 'usage',
        ref,
        source: getText(metricsRef),
        trust: 'trusted',
        status: 'seen',
        summary: `usage of Pod ${namespace}/${name} at ${textAt(metrics, 'timestamp') ?? 'an unknown time'}: ${containers.join('; ')}`,
        object: metrics,
      },
    ];
  });
}
