import { listAt, numberAt, textAt } from '../../domain/fields.ts';
import type { KubernetesObject } from '../../domain/objects.ts';
import { refOf, refText } from '../../domain/objects.ts';
import type { Description } from './description.ts';
import { conditionLines, description } from './description.ts';

/** What a HorizontalPodAutoscaler scales, its bounds, and whether it can. */
export function describeAutoscaler(object: KubernetesObject): Description {
  const parts = [
    `scales ${textAt(object, 'spec', 'scaleTargetRef', 'kind') ?? '?'} ${textAt(object, 'spec', 'scaleTargetRef', 'name') ?? '?'}`,
    `${numberAt(object, 'spec', 'minReplicas') ?? 1} to ${numberAt(object, 'spec', 'maxReplicas') ?? '?'} replicas`,
    `has ${numberAt(object, 'status', 'currentReplicas') ?? '?'}`,
    `wants ${numberAt(object, 'status', 'desiredReplicas') ?? '?'}`,
  ];
  const metrics = listAt(object, 'spec', 'metrics').flatMap(
    (metric) => textAt(metric, 'resource', 'name') ?? textAt(metric, 'type') ?? [],
  );
  return description(
    `${refText(refOf(object))}: ${parts.join(', ')}; metrics ${metrics.join(', ') || 'none'}`,
    [...conditionLines(object)],
  );
}

export function describeBudget(object: KubernetesObject): Description {
  const parts = [
    `${numberAt(object, 'status', 'currentHealthy') ?? '?'} healthy`,
    `needs ${numberAt(object, 'status', 'desiredHealthy') ?? '?'}`,
    `of ${numberAt(object, 'status', 'expectedPods') ?? '?'}`,
    `${numberAt(object, 'status', 'disruptionsAllowed') ?? '?'} disruptions allowed`,
  ];
  return description(`${refText(refOf(object))}: ${parts.join(', ')}`, []);
}
