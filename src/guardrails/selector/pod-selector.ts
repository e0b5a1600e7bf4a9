import { field, listAt, textAt, textMapAt } from '../../domain/fields.ts';
import { fromLabels, fromLabelSelector, meets, type Requirement } from '../../domain/label-selector.ts';
import { groupOf, type KubernetesObject, refText, refOf } from '../../domain/objects.ts';

type Labels = Readonly<Record<string, string>>;

/** What being selected means for a pod. */
export type SelectorUse = 'traffic' | 'policy' | 'ingress-peer' | 'egress-peer' | 'budget';

/** One choice of pods that an object makes in its own namespace. */
export interface PodSelector {
  readonly holder: KubernetesObject;
  readonly use: SelectorUse;
  /** Tells the choices of one holder apart: `selector`, `ingress[0]`. */
  readonly place: string;
  /** A pod is chosen if it meets all requirements of one alternative; without an alternative, none is. */
  readonly alternatives: readonly (readonly Requirement[])[];
}

/** A selector that Kubernetes itself would not understand. */
export class InvalidSelectorError extends Error {
  constructor(holder: KubernetesObject, place: string) {
    super(`${refText(refOf(holder))} has a selector that cannot be read at ${place}`);
    this.name = 'InvalidSelectorError';
  }
}

/** Kinds that choose pods by label, where they are listed. */
export const selectorKinds = [
  { apiVersion: 'v1', kind: 'Service' },
  { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy' },
  { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget' },
] as const;

export function holdsPodSelectors({ apiVersion, kind }: KubernetesObject): boolean {
  return selectorKinds.some(
    (known) => known.kind === kind && groupOf(known.apiVersion) === groupOf(apiVersion),
  );
}

export function selects({ alternatives }: PodSelector, labels: Labels): boolean {
  return alternatives.some((requirements) => meets(requirements, labels));
}

/** What a selector chooses, in whatever order it says so, whatever else its holder says; to compare. */
export function choiceOf({ place, alternatives }: PodSelector): unknown {
  return [place, alternatives.map((requirements) => requirements.map((one) => JSON.stringify(one)).sort())];
}

/**
 * The pods that an object chooses in its namespace, whose labels are `namespaceLabels` (undefined where they are not
 * known: a peer that names namespaces then counts as naming this one). Throws `InvalidSelectorError`.
 *
 * An empty selector means different things: a Service without one has no endpoints
 * (https://kubernetes.io/docs/concepts/services-networking/service/#services-without-selectors), a NetworkPolicy's
 * or PodDisruptionBudget's empty one chooses every pod, and a budget's absent one none.
 */
export function podSelectorsOf(
  holder: KubernetesObject,
  namespaceLabels: Labels | undefined,
): readonly PodSelector[] {
  switch (holder.kind) {
    case 'Service':
      return serviceSelectors(holder);
    case 'PodDisruptionBudget':
      return budgetSelectors(holder);
    case 'NetworkPolicy':
      return policySelectors(holder, namespaceLabels);
    default:
      return [];
  }
}

function serviceSelectors(holder: KubernetesObject): readonly PodSelector[] {
  const selector = textMapAt(holder, 'spec', 'selector');
  if (textAt(holder, 'spec', 'type') === 'ExternalName' || Object.keys(selector).length === 0) return [];
  return [{ holder, use: 'traffic', place: 'selector', alternatives: [fromLabels(selector)] }];
}

function budgetSelectors(holder: KubernetesObject): readonly PodSelector[] {
  const selector = field(holder, 'spec', 'selector') ?? undefined;
  if (selector === undefined) return [];
  return [{ holder, use: 'budget', place: 'selector', alternatives: [read(holder, 'selector', selector)] }];
}

function policySelectors(
  holder: KubernetesObject,
  namespaceLabels: Labels | undefined,
): readonly PodSelector[] {
  const own = read(holder, 'podSelector', field(holder, 'spec', 'podSelector'));
  const names = (peer: unknown, place: string) => namesNamespace(holder, place, peer, namespaceLabels, true);
  return [
    { holder, use: 'policy', place: 'podSelector', alternatives: [own] },
    ...peerSelectors(holder, 'ingress', 'from', names),
    ...peerSelectors(holder, 'egress', 'to', names),
  ];
}

/**
 * The pods that a NetworkPolicy of another namespace names in the namespace of these labels (undefined where they are
 * not known: every namespaceSelector then counts as naming it). Throws `InvalidSelectorError`.
 * https://kubernetes.io/docs/concepts/services-networking/network-policies/#behavior-of-to-and-from-selectors
 */
export function foreignPeersOf(
  policy: KubernetesObject,
  namespaceLabels: Labels | undefined,
): readonly PodSelector[] {
  const names = (peer: unknown, place: string) => namesNamespace(policy, place, peer, namespaceLabels, false);
  return [
    ...peerSelectors(policy, 'ingress', 'from', names),
    ...peerSelectors(policy, 'egress', 'to', names),
  ];
}

function peerSelectors(
  holder: KubernetesObject,
  direction: 'ingress' | 'egress',
  side: 'from' | 'to',
  names: (peer: unknown, place: string) => boolean,
): readonly PodSelector[] {
  return listAt(holder, 'spec', direction).flatMap((rule, index) => {
    const place = `${direction}[${index}]`;
    const alternatives = listAt(rule, side).flatMap((peer) => {
      const pods = field(peer, 'podSelector') ?? undefined;
      if (pods === undefined || !names(peer, place)) return [];
      return [read(holder, place, pods)];
    });
    if (alternatives.length === 0) return [];
    return [{ holder, use: `${direction}-peer` as const, place, alternatives }];
  });
}

/** Without a namespaceSelector a peer means the policy's own namespace. */
function namesNamespace(
  holder: KubernetesObject,
  place: string,
  peer: unknown,
  namespaceLabels: Labels | undefined,
  isHome: boolean,
): boolean {
  const namespaces = field(peer, 'namespaceSelector') ?? undefined;
  if (namespaces === undefined) return isHome;
  if (namespaceLabels === undefined) return true;
  return meets(read(holder, place, namespaces), namespaceLabels);
}

function read(holder: KubernetesObject, place: string, selector: unknown): readonly Requirement[] {
  const requirements = fromLabelSelector(selector);
  if (requirements === undefined) throw new InvalidSelectorError(holder, place);
  return requirements;
}
