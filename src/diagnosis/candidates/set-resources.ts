import { listAt, textAt, textMapAt } from '../../domain/fields.ts';
import type { ObjectRef } from '../../domain/objects.ts';
import { refKey, refOf, refText } from '../../domain/objects.ts';
import { parseQuantity } from '../../domain/quantity.ts';
import { rollingKinds } from '../../evidence/kinds.ts';
import { lastTermination } from '../../evidence/views/pod-view.ts';
import type { TemplateContainer } from '../../evidence/views/workload-view.ts';
import { replicaView, templateContainers } from '../../evidence/views/workload-view.ts';
import { memorySteps } from '../memory-steps.ts';
import type { Facts, Seen } from '../triage/facts.ts';
import type { CandidateRule, Offer } from './candidate-rule.ts';

/** Higher memory limits for containers that were killed at theirs. */
export const setResourcesCandidates: CandidateRule = (facts) =>
  facts.of(...rollingKinds).flatMap((workload) =>
    templateContainers(workload.object).flatMap((container): readonly Offer[] => {
      const killed = podsKilledIn(facts, refOf(workload.object), container.name);
      const limits = memoryLimitsFor(facts, workload, container);
      if (killed.length === 0 || limits.length === 0) return [];
      return [
        {
          action: 'set-resources',
          target: refOf(workload.object),
          evidence: [workload.id, ...killed],
          values: { '/container': [container.name], '/limits/memory': limits },
          required: ['/container', '/limits/memory'],
          why: `raise the memory limit of container ${container.name} in ${refText(refOf(workload.object))} from ${container.limits['memory'] ?? 'none'}`,
        },
      ];
    }),
  );

/** Evidence ids of the workload's pods whose container of that name was OOM-killed at its present limit. */
export function podsKilledIn(facts: Facts, workload: ObjectRef, container: string): readonly string[] {
  return facts.pods
    .filter((pod) => refKey(pod.root) === refKey(workload))
    .filter((pod) =>
      pod.containers.some(
        (status) =>
          status.name === container && !status.init && lastTermination(status)?.reason === 'OOMKilled',
      ),
    )
    .map(({ id }) => id);
}

/** Limits to offer for a container that has one, within what quota and limit range leave. */
export function memoryLimitsFor(
  facts: Facts,
  workload: Seen,
  container: TemplateContainer,
): readonly string[] {
  const limit = container.limits['memory'];
  if (limit === undefined || container.init) return [];
  const peak = highestUsage(facts, workload, container.name);
  const ceiling = ceilingFor(facts, workload, limit);
  return memorySteps(limit, { ...(peak === undefined ? {} : { peak }), ceiling });
}

/** The highest usage that metrics show for the container in any of the workload's pods, in bytes. */
function highestUsage(facts: Facts, workload: Seen, container: string): number | undefined {
  const pods = facts.pods.filter((pod) => refKey(pod.root) === refKey(refOf(workload.object)));
  const names = new Set(pods.map(({ name }) => name));
  const used = facts
    .of('PodMetrics')
    .filter(({ object }) => names.has(object.metadata.name))
    .flatMap(({ object }) => listAt(object, 'containers'))
    .filter((usage) => textAt(usage, 'name') === container)
    .flatMap((usage) => parseQuantity(textAt(usage, 'usage', 'memory') ?? '') ?? []);
  return used.length === 0 ? undefined : Math.max(...used);
}

/** The highest limit in bytes that the namespace's LimitRanges and ResourceQuotas let every replica have. */
function ceilingFor(facts: Facts, workload: Seen, limit: string): number {
  const { namespace } = workload.object.metadata;
  const present = parseQuantity(limit) ?? 0;
  const replicas = Math.max(1, replicaView(workload.object)?.desired ?? 1);
  const within = ({ object }: Seen) => object.metadata.namespace === namespace;
  const ranges = facts
    .of('LimitRange')
    .filter(within)
    .flatMap(({ object }) => listAt(object, 'spec', 'limits'))
    .filter((range) => textAt(range, 'type') === 'Container')
    .flatMap((range) => parseQuantity(textMapAt(range, 'max')['memory'] ?? '') ?? []);
  const quotas = facts
    .of('ResourceQuota')
    .filter(within)
    .flatMap(({ object }) => {
      const hard = parseQuantity(textMapAt(object, 'status', 'hard')['limits.memory'] ?? '');
      const used = parseQuantity(textMapAt(object, 'status', 'used')['limits.memory'] ?? '');
      return hard === undefined || used === undefined ? [] : [present + Math.max(0, hard - used) / replicas];
    });
  return Math.min(Number.POSITIVE_INFINITY, ...ranges, ...quotas);
}
