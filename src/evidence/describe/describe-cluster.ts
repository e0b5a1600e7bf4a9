import { field, listAt, textAt, textMapAt } from '../../domain/fields.ts';
import type { KubernetesObject } from '../../domain/objects.ts';
import { refOf, refText } from '../../domain/objects.ts';
import type { Description } from './description.ts';
import { description, pairs } from './description.ts';

const podSecurity = 'pod-security.kubernetes.io/';

/** The Pod Security labels say which pods the namespace lets in. */
export function describeNamespace(object: KubernetesObject): Description {
  const labels = Object.entries(object.metadata.labels ?? {});
  const levels = Object.fromEntries(
    labels
      .filter(([key]) => key.startsWith(podSecurity))
      .map(([key, value]) => [key.slice(podSecurity.length), value]),
  );
  const phase = textAt(object, 'status', 'phase') ?? 'Active';
  return description(`Namespace ${object.metadata.name}: ${phase}, Pod Security labels ${pairs(levels)}`, []);
}

export function describeNode(object: KubernetesObject): Description {
  const conditions = listAt(object, 'status', 'conditions');
  const ready = conditions.find((condition) => textAt(condition, 'type') === 'Ready');
  const parts = [
    textAt(ready, 'status') === 'True' ? 'Ready' : `not ready (${textAt(ready, 'reason') ?? 'no condition'})`,
    ...(field(object, 'spec', 'unschedulable') === true ? ['cordoned'] : []),
    `arch ${textAt(object, 'status', 'nodeInfo', 'architecture') ?? 'unknown'}`,
    `allocatable ${pairs(textMapAt(object, 'status', 'allocatable'))}`,
  ];
  const taints = listAt(object, 'spec', 'taints').map(
    (taint) =>
      `${textAt(taint, 'key') ?? ''}=${textAt(taint, 'value') ?? ''}:${textAt(taint, 'effect') ?? ''}`,
  );
  return description(`Node ${object.metadata.name}: ${parts.join(', ')}`, [
    ...(taints.length === 0 ? [] : [`taints ${taints.join(', ')}`]),
    ...conditions.map(
      (condition) =>
        `${textAt(condition, 'type') ?? ''}=${textAt(condition, 'status') ?? ''} since ${textAt(condition, 'lastTransitionTime') ?? 'unknown'}: ${textAt(condition, 'reason') ?? ''} ${textAt(condition, 'message') ?? ''}`,
    ),
  ]);
}

export function describeClaim(object: KubernetesObject): Description {
  const parts = [
    textAt(object, 'status', 'phase') ?? 'unknown phase',
    `class ${textAt(object, 'spec', 'storageClassName') ?? 'default'}`,
    `requests ${textAt(object, 'spec', 'resources', 'requests', 'storage') ?? '?'}`,
    `holds ${textAt(object, 'status', 'capacity', 'storage') ?? 'nothing'}`,
    `volume ${textAt(object, 'spec', 'volumeName') ?? 'none'}`,
  ];
  return description(`${refText(refOf(object))}: ${parts.join(', ')}`, []);
}

/** What of a ResourceQuota is used up to. */
export function describeQuota(object: KubernetesObject): Description {
  const hard = textMapAt(object, 'status', 'hard');
  const used = textMapAt(object, 'status', 'used');
  const parts = Object.entries(hard).map(
    ([resource, limit]) => `${resource} ${used[resource] ?? '0'} of ${limit}`,
  );
  return description(`${refText(refOf(object))}: ${parts.join(', ')}`, []);
}

export function describeLimitRange(object: KubernetesObject): Description {
  const limits = listAt(object, 'spec', 'limits').map((limit) => {
    const bounds = ['min', 'max', 'default'].map((key) => `${key} ${pairs(textMapAt(limit, key))}`);
    return `${textAt(limit, 'type') ?? ''}: ${bounds.join('; ')}`;
  });
  return description(`${refText(refOf(object))}: ${limits.join(' · ')}`, []);
}
