import type { Behaviour } from './behaviours.ts';
import type { ObjectStore } from './object-store.ts';
import type { Random } from './random.ts';
import type { Resources } from './resources.ts';

/** Everything that the practice cluster's API and controllers work on. */
export interface ClusterState {
  readonly store: ObjectStore;
  readonly resources: Resources;
  readonly behaviours: readonly Behaviour[];
  readonly random: Random;
  readonly now: () => Date;
}
