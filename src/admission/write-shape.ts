import { at, changedKeys, sameBut, valueOf } from './cel.ts';

/** A parameter of an action, as the API server can tell it from the write. */
export interface ShapeParam {
  /** Where it stands among the parameters: names, and CEL for a name that the write decides. */
  readonly path: readonly (string | { readonly cel: string })[];
  /** CEL; null where the action takes something away. */
  readonly value: string;
  /** CEL: what stands there now, for bounds that compare with it; null where nothing does. */
  readonly present?: string;
  /** What the value is judged over: a variable and the CEL of a list, the outermost first. */
  readonly each?: readonly (readonly [variable: string, list: string])[];
}

/**
 * What a write of an action looks like to the API server, as CEL over `object`, `oldObject` and `request`: a write that
 * does not look so is not this action's.
 */
export interface WriteShape {
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE';
  /**
   * What is written, where that is not the action's target: `run-cronjob` makes a Job from a CronJob, whose name is in
   * the label, so that a binding can be about that CronJob's Jobs and no others.
   */
  readonly makes?: { readonly kind: string; readonly like: string; readonly label: string };
  /** CEL conditions, all of which hold: the fields that change are this action's. */
  readonly only: readonly string[];
  readonly params: readonly ShapeParam[];
  /** The parameters as a CEL map, for a rule's `when`; absent where the write does not show them. */
  readonly paramsMap?: string;
  /** What CEL cannot see of this action, in a sentence each. */
  readonly unseen: readonly string[];
}

/** Every policy has these variables; labels and annotations are empty maps where there are none. */
export const labelsKept = 'variables.labels == variables.oldLabels';
export const annotationsKept = 'variables.annotationsKept';

/** Nothing changes in the object, its metadata aside, but the fields named of what lies at the path. */
export function onlyAt(path: readonly string[], fields: readonly string[]): readonly string[] {
  return [labelsKept, annotationsKept, ...onlyBelow(['object', 'oldObject'], path, fields, ['metadata'])];
}

/** The same of the pod template: `variables.onlyTemplate` says that nothing changes outside of it. */
export function onlyInTemplate(path: readonly string[], fields: readonly string[]): readonly string[] {
  const roots = ['variables.template', 'variables.oldTemplate'] as const;
  return [labelsKept, annotationsKept, 'variables.onlyTemplate', ...onlyBelow(roots, path, fields)];
}

/** Level by level: of each map on the way only the next step changes, and of the last one only the fields. */
export function onlyBelow(
  [next, previous]: readonly [string, string],
  path: readonly string[],
  fields: readonly string[],
  beside: readonly string[] = [],
): readonly string[] {
  return [...path, undefined].map((step, index) => {
    const here = path.slice(0, index);
    const keys = [...(step === undefined ? fields : [step]), ...(index === 0 ? beside : [])];
    return sameBut(at(next, here, '{}'), at(previous, here, '{}'), keys);
  });
}

/** The change of a map whose keys are parameters: one of each key that differs. */
export function mapParams(name: string, next: string, previous: string): ShapeParam {
  return {
    path: [name, { cel: 'k' }],
    value: valueOf(next, 'k'),
    present: valueOf(previous, 'k'),
    each: [['k', changedKeys(next, previous)]],
  };
}
