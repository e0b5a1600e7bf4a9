import { field } from '../domain/fields.ts';
import { refOf, refText } from '../domain/objects.ts';
import { type Judgement, judgeSelectors } from '../guardrails/selector/judge-selectors.ts';
import type { SelectorChange } from '../guardrails/selector/effect.ts';
import { judgeHostPeers, namedBy, newPeers } from '../guardrails/selector/host-peers.ts';
import { ownSelectorProblem } from '../guardrails/selector/own-selector.ts';
import { holdsPodSelectors, podSelectorsOf } from '../guardrails/selector/pod-selector.ts';
import { changesServicePorts, judgeServicePorts } from '../guardrails/selector/service-ports.ts';
import { select } from '../guardrails/selector/selection.ts';
import { lacksEveryNamedPort, targetPortsText } from '../guardrails/selector/target-ports.ts';
import { holderText, workloadsText } from '../guardrails/selector/words.ts';
import type { Comparison, ManifestChange } from './comparison.ts';
import { keyOfChange } from './comparison.ts';
import { type KnownNamespace, knownObjects } from './known-objects.ts';
import { judgeSelectsNothing } from './selects-nothing.ts';
import { type KnownPair, type Touched, touchedSelectors } from './selector-findings.ts';

const untouched: Judgement = {
  outcome: 'pass',
  reason: 'selector.no-change',
  message: 'neither a selector nor a label that selectors match changes',
};

/**
 * Layer 2 over whole sets of manifests: all changes come together, so each selector is judged from the state before
 * all of them to the state after. With a base only what the change does counts, without one what there is. Throws
 * `InvalidSelectorError`.
 */
export function selectionJudge(comparison: Comparison): (change: ManifestChange) => Judgement {
  const [before, after] = [knownObjects(comparison.before), knownObjects(comparison.after)];
  const byNamespace = new Map<string, ReadonlyMap<string, readonly Touched[]>>();
  return (change) => {
    const { namespace } = change.object.metadata;
    const problem = immutability(change);
    if (problem !== undefined) return problem;
    if (namespace === undefined) return untouched;
    const pair = { before: before(namespace), after: after(namespace) };
    const touched = byNamespace.get(namespace) ?? touchedSelectors(comparison, pair);
    byNamespace.set(namespace, touched);
    if (change.after !== undefined && holdsPodSelectors(change.after))
      podSelectorsOf(change.after, undefined);
    const judgement =
      judgeBackends(change, pair.after) ??
      judgePeers(change, comparison, after) ??
      judge(touched.get(keyOfChange(change)) ?? [], pair, comparison.relative);
    return change.after === undefined ? forDeletion(judgement, change) : judgement;
  };
}

/** A Service that loses a port to which an Ingress of the new state sends. */
function judgeBackends(change: ManifestChange, known: KnownNamespace): Judgement | undefined {
  if (change.after === undefined || !changesServicePorts(change.before, change.after)) return undefined;
  const ingresses = known.objects.filter(({ kind }) => kind === 'Ingress');
  return judgeServicePorts(change.before, change.after, [], ingresses);
}

/** A NetworkPolicy that names only pods in the network of their host, as far as the manifests and the dump tell. */
function judgePeers(
  { before, after }: ManifestChange,
  comparison: Comparison,
  known: (namespace: string) => KnownNamespace,
): Judgement | undefined {
  if (after === undefined) return undefined;
  const peers = newPeers(comparison.relative ? before : undefined, after);
  if (peers.length === 0) return undefined;
  const names = new Set(comparison.after.map(({ metadata }) => metadata.namespace));
  const namespaces = [...names].flatMap((name) =>
    name === undefined ? [] : [{ name, labels: known(name).labels, workloads: known(name).workloads }],
  );
  const named = peers.map((peer) => ({ peer, named: namedBy(after, peer, namespaces) }));
  return judgeHostPeers(after, named);
}

function forDeletion(judgement: Judgement, { object }: ManifestChange): Judgement {
  if (judgement.outcome !== 'refuse') return judgement;
  const holders = (judgement.objects ?? []).map(refText).join(', ');
  return { ...judgement, remedy: `keep ${refText(refOf(object))}, or delete ${holders} along with it` };
}

function immutability({ before, after }: ManifestChange): Judgement | undefined {
  if (after === undefined) return undefined;
  // The API server fills in the selector that a manifest leaves out.
  const old = field(after, 'spec', 'selector') === undefined ? undefined : before;
  const problem = ownSelectorProblem(old, after);
  if (problem === undefined) return undefined;
  return { outcome: 'refuse', reason: 'selector.immutable', ...problem, objects: [refOf(after)] };
}

function judge(touched: readonly Touched[], { after }: KnownPair, relative: boolean): Judgement {
  if (touched.length === 0) return untouched;
  const own = touched.some((one) => one.own);
  const changes = touched.map(({ change }) => change);
  const judged = judgeSelectors(changes, own);
  if (judged.outcome === 'refuse' || !own) return judged;
  // Without a base a selector answers for all that it selects, and so does one that is new.
  const states = changes.filter((change) => !relative || change.before === undefined);
  const known = states.filter((change) => change.before !== undefined);
  const asNew = judgeSelectors(
    known.map((change) => ({ ...change, before: undefined })),
    true,
  );
  if (asNew.outcome === 'refuse') return asNew;
  const empty = states
    .map((change) => change.after && judgeSelectsNothing(change.after, after))
    .find((judgement) => judgement !== undefined);
  return empty ?? changes.map(judgePorts).find((judgement) => judgement !== undefined) ?? judged;
}

/** https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports */
function judgePorts({ after, workloadsAfter }: SelectorChange): Judgement | undefined {
  if (after?.use !== 'traffic') return undefined;
  const workloads = select(after, workloadsAfter).map(({ workload }) => workload);
  if (workloads.length === 0 || !lacksEveryNamedPort(after.holder, workloads)) return undefined;
  const port = targetPortsText(after.holder);
  return {
    outcome: 'refuse',
    reason: 'selector.port-missing',
    message: `${holderText(after)} sends to port ${port}, which no container of ${workloadsText(workloads)} has`,
    remedy: `name the container's port ${port}, or send to its number`,
    objects: [refOf(after.holder)],
  };
}
