import { type LabelSelector, type Labels, matches } from './label-selector.ts';

/** A workload as selectors see it: what its next pods will carry, and what its present ones do. */
export interface Tenant {
  readonly name: string;
  readonly template: Labels;
  readonly pods: readonly Labels[];
}

/** What chooses pods, as it stands in a manifest: absent and null are one. */
export type Holder =
  | { readonly kind: 'Service'; readonly selector: Labels | null }
  | { readonly kind: 'NetworkPolicy' | 'PodDisruptionBudget'; readonly selector: LabelSelector | null };

/**
 * Whether the holder chooses a pod with these labels. An empty selector means nothing to a Service
 * (https://kubernetes.io/docs/concepts/services-networking/service/#services-without-selectors) and every pod to the
 * others; an absent one is empty to a NetworkPolicy
 * (https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/) and nothing to a budget
 * (https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/pod-disruption-budget-v1/).
 */
export function chooses(holder: Holder, labels: Labels): boolean {
  switch (holder.kind) {
    case 'Service': {
      const isEmpty = holder.selector === null || Object.keys(holder.selector).length === 0;
      return !isEmpty && matches({ matchLabels: holder.selector }, labels);
    }
    case 'NetworkPolicy':
      return matches(holder.selector ?? {}, labels);
    case 'PodDisruptionBudget':
      return holder.selector !== null && matches(holder.selector, labels);
  }
}

export type Harm = 'captures' | 'empties' | 'none';

/**
 * What becomes of a holder whose selector changes, among tenants that have nothing in common. Judged is the change: a
 * Service may go from nobody to one tenant; a policy may be made for several, or for all to come.
 */
export function harmOf(before: Holder, after: Holder, tenants: readonly Tenant[]): Harm {
  const old = tenants.filter((tenant) => isChosen(before, tenant));
  const next = tenants.filter((tenant) => isChosen(after, tenant));
  const gained = next.filter((tenant) => !old.includes(tenant));
  if (before.kind === 'Service') {
    if (gained.length > (old.length === 0 ? 1 : 0)) return 'captures';
  } else if (gained.length > 0 && old.length === 1 && !isForAll(before)) return 'captures';

  const lost = (count: (holder: Holder) => number): boolean => count(before) > 0 && count(after) === 0;
  const isEmptied =
    lost((holder) => tenants.filter(({ template }) => chooses(holder, template)).length) ||
    lost((holder) => tenants.flatMap(({ pods }) => pods).filter((pod) => chooses(holder, pod)).length);
  return isEmptied ? 'empties' : 'none';
}

/** Whoever chose every pod meant those to come. */
function isForAll({ kind, selector }: Exclude<Holder, { kind: 'Service' }>): boolean {
  if (selector === null) return kind === 'NetworkPolicy';
  const { matchLabels = {}, matchExpressions = [] } = selector;
  return Object.keys(matchLabels).length === 0 && matchExpressions.length === 0;
}

function isChosen(holder: Holder, { template, pods }: Tenant): boolean {
  return [template, ...pods].some((labels) => chooses(holder, labels));
}
