import { field, listAt } from '../../domain/fields.ts';
import { fromLabelSelector, meets } from '../../domain/label-selector.ts';
import { bareRefOf, type KubernetesObject, refOf, refText } from '../../domain/objects.ts';
import type { Judgement } from './judge-selectors.ts';
import { InvalidSelectorError } from './pod-selector.ts';

/** What new labels of a Namespace mean for the NetworkPolicies of the cluster that name namespaces by label. */
export function judgeNamespaceLabels(
  before: KubernetesObject,
  after: KubernetesObject,
  policies: readonly KubernetesObject[],
): Judgement {
  const lost = policies.filter((policy) => names(policy, before) && !names(policy, after));
  const gained = policies.filter((policy) => !names(policy, before) && names(policy, after));
  const name = refText(refOf(after));
  if (lost.length > 0) {
    return {
      outcome: 'refuse',
      reason: 'selector.loses-all-endpoints',
      message: `${textOf(lost)} would no longer mean ${name}`,
      remedy: `keep the labels of ${name} that the namespaceSelector names, or first change the policy`,
      objects: lost.map(bareRefOf),
    };
  }
  if (gained.length > 0) {
    // More traffic than before may be what is wanted, but never without people.
    return {
      outcome: 'hold',
      reason: 'selector.safe',
      message: `${textOf(gained)} would let traffic through for ${name} too`,
    };
  }
  return {
    outcome: 'pass',
    reason: 'selector.unchanged',
    message: `every NetworkPolicy goes on meaning the namespaces that it means`,
  };
}

function names(policy: KubernetesObject, namespace: KubernetesObject): boolean {
  const rules = [
    ...listAt(policy, 'spec', 'ingress').flatMap((rule) => listAt(rule, 'from')),
    ...listAt(policy, 'spec', 'egress').flatMap((rule) => listAt(rule, 'to')),
  ];
  return rules.some((peer) => {
    const selector = field(peer, 'namespaceSelector') ?? undefined;
    if (selector === undefined) return false;
    const requirements = fromLabelSelector(selector);
    if (requirements === undefined) throw new InvalidSelectorError(policy, 'namespaceSelector');
    return meets(requirements, namespace.metadata.labels ?? {});
  });
}

function textOf(policies: readonly KubernetesObject[]): string {
  return policies.map((policy) => refText(refOf(policy))).join(', ');
}
