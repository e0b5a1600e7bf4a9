import type { Json, ObjectRef } from './objects.ts';

/**
 * An action that code holds possible, with the values that it computed from objects and metrics, never from text
 * that a workload wrote. A model picks one value a parameter; it cannot bring values of its own.
 */
export interface Candidate {
  /** `cand_1`, `cand_2`, … */
  readonly id: string;
  /** Name of the action in the catalogue. */
  readonly action: string;
  readonly target: ObjectRef;
  /** The evidence items that show the target. */
  readonly evidence: readonly string[];
  /**
   * JSON pointers into the action's params, each with the values that may stand there, such as
   * `{"/container": ["scraper"], "/limits/memory": ["384Mi", "512Mi"]}`. A required pointer has to be given.
   */
  readonly values: Readonly<Record<string, readonly Json[]>>;
  readonly required: readonly string[];
  /** One line for the model and for people. */
  readonly why: string;
}
