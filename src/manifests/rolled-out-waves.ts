import { bareRefOf } from '../domain/objects.ts';
import { type WavedChange, wavesOf } from '../guardrails/merge-waves.ts';
import { rolledOut, rollOutsOf } from '../guardrails/roll-out.ts';
import { holdsPodSelectors } from '../guardrails/selector/pod-selector.ts';
import type { ClusterReader } from '../ports/cluster.ts';
import { type Comparison, keyOfChange, type ManifestChange } from './comparison.ts';

/**
 * The comparison with its pods as the roll-outs of earlier waves leave them, where Argo CD applies every selector that
 * changes in a later wave than every template that does. Otherwise it stays: what is applied in one go has to be safe
 * with the pods that there are. `live` is the cluster, whose objects say who applies them.
 */
export async function rolledOutWaves(comparison: Comparison, live: ClusterReader): Promise<Comparison> {
  if (!comparison.relative) return comparison;
  const templates = rollOutsOf(comparison.changes);
  if (templates.size === 0) return comparison;
  const changes = await Promise.all(
    comparison.changes.map(async (change) => ({ change, ...(await asMerged(change, live)) })),
  );
  const waves = await wavesOf(changes, live);
  const holders = waves.filter(({ change: { before, after } }) =>
    [before, after].some((object) => object !== undefined && holdsPodSelectors(object)),
  );
  const isOrdered = holders.every((holder) => comesAfter(holder, templates.keys()));
  if (holders.length === 0 || !isOrdered) return comparison;
  const { after } = comparison;
  const sets = after.filter(({ kind }) => kind === 'ReplicaSet');
  const isPod = ({ kind }: { readonly kind: string }) => kind === 'Pod';
  const pods = rolledOut(after.filter(isPod), sets, templates);
  return { ...comparison, after: [...after.filter((object) => !isPod(object)), ...pods] };
}

type Merged = Pick<ManifestChange, 'before' | 'after'> & { readonly change: ManifestChange };

async function asMerged({ object, after }: ManifestChange, live: ClusterReader) {
  return { before: await live.get(bareRefOf(object)), after };
}

function comesAfter({ before }: WavedChange<Merged>, templates: Iterable<string>): boolean {
  const earlier = new Set(before.map(({ change }) => keyOfChange(change)));
  return [...templates].every((key) => earlier.has(key));
}
