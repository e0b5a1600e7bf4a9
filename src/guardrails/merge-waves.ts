import type { PlannedChange } from '../actions/action-type.ts';
import { refKey } from '../domain/objects.ts';
import type { ClusterReader } from '../ports/cluster.ts';
import { ownerOf } from '../pull-requests/locate/owner.ts';
import { isProblem } from '../pull-requests/problem.ts';
import { waveOf } from '../pull-requests/sync-wave.ts';

/** An object as it lives and as it is merged; only what is new does not live. */
type MergedObject = Pick<PlannedChange, 'before' | 'after'>;

/** A change of a merge, and those that are applied before it. */
export interface WavedChange<T extends MergedObject> {
  readonly change: T;
  /** Of earlier waves: their roll-outs are through. */
  readonly before: readonly T[];
  /** Of the same wave: their roll-outs may be under way. */
  readonly beside: readonly T[];
}

/**
 * The changes of a merge in the order in which they are applied. Waves count only where one Argo CD Application, which
 * is there, holds every one of the objects: anything else applies all of them at once, and so is judged what cannot be
 * seen.
 */
export async function wavesOf<T extends MergedObject>(
  changes: readonly T[],
  cluster: ClusterReader,
): Promise<readonly WavedChange<T>[]> {
  const hasWaves = new Set(changes.map(wave)).size > 1 && (await isOneApplication(changes, cluster));
  const waves = changes.map((change) => ({ change, wave: hasWaves ? wave(change) : 0 }));
  const ordered = waves.toSorted((one, other) => one.wave - other.wave);
  return ordered.map(({ change, wave: own }, index) => {
    const earlier = ordered.slice(0, index);
    return {
      change,
      before: earlier.filter((each) => each.wave < own).map((each) => each.change),
      beside: earlier.filter((each) => each.wave === own).map((each) => each.change),
    };
  });
}

function wave({ before, after }: MergedObject): number {
  const object = after ?? before;
  return object === undefined ? 0 : waveOf(object);
}

async function isOneApplication(changes: readonly MergedObject[], cluster: ClusterReader): Promise<boolean> {
  const names = new Set<string>();
  for (const { before } of changes) {
    const owner = before === undefined ? undefined : await ownerOf(before, cluster).catch(() => undefined);
    if (owner === undefined || isProblem(owner) || owner.tool !== 'argo-cd') return false;
    names.add(refKey(owner.ref));
  }
  return names.size === 1;
}
