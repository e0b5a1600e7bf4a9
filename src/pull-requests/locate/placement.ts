import type { Json } from '../../domain/objects.ts';
import type { PullRequestProblem } from '../problem.ts';
import type { FileChange } from './manifest-files.ts';
import type { Resource } from './resources.ts';

/** A field of one object, what it should be, and the object as it lives. */
export interface Wanted {
  readonly resource: Resource;
  /** JSON Pointer into the live object. */
  readonly field: string;
  readonly value: Json | undefined;
  readonly live: unknown;
}

/** One place at which files could be made to give a field its value. */
export interface Placement {
  readonly path: string;
  /** Places of a higher one go over this one: kustomize works from the base outwards. */
  readonly strength: number;
  /** Whether it gives the field a value as it is. */
  readonly sets: boolean;
  /** What else would change with it, in words. */
  readonly shared?: string;
  readonly changes: readonly FileChange[] | PullRequestProblem;
}

/** The strength of what a layer does, in the order in which kustomize does it; the base's is 0. */
export const strengthOf = {
  patch: (layer: number): number => (layer + 1) * 10,
  newPatch: (layer: number): number => (layer + 1) * 10 + 1,
  transformer: (layer: number): number => (layer + 1) * 10 + 2,
} as const;
