import type { Action } from '../../domain/action.ts';
import { field } from '../../domain/fields.ts';
import { valueAt } from '../../domain/json-pointer.ts';
import type { Json, KubernetesObject } from '../../domain/objects.ts';
import { parseQuantity } from '../../domain/quantity.ts';
import { containerPath } from '../../actions/pod-template.ts';
import { globMatches } from '../policies/glob.ts';
import type { ParamBound, Scalar } from '../policies/policies.ts';

/** One value of an action's parameters and where it stands. */
interface Leaf {
  readonly path: readonly string[];
  readonly value: Json;
}

/** `unknown`: the entry compares with something that is not there. */
type Fit = { readonly fits: true } | { readonly fits: false | 'unknown'; readonly why: string };

/** Why the parameters lie outside an allow rule's entries; undefined where every one of them is covered. */
export function outsideBounds(
  bounds: readonly ParamBound[],
  action: Action,
  before: KubernetesObject | undefined,
): string | undefined {
  for (const leaf of leavesOf(action.params)) {
    const about = bounds.filter(({ path }) => pathMatches(path, leaf.path));
    if (about.length === 0) return `the rule does not cover the parameter ${brief(leaf.path.join('.'))}`;
    for (const bound of about) {
      const fit = fitOf(bound, leaf, presentValue(action, before, leaf.path));
      if (fit.fits !== true) return fit.why;
    }
  }
  return undefined;
}

/** Whether one parameter fits one entry of a deny rule; what cannot be compared counts as a fit. */
export function meetsBounds(
  bounds: readonly ParamBound[],
  action: Action,
  before: KubernetesObject | undefined,
): boolean {
  return leavesOf(action.params).some((leaf) =>
    bounds.some(
      (bound) =>
        pathMatches(bound.path, leaf.path) &&
        fitOf(bound, leaf, presentValue(action, before, leaf.path)).fits !== false,
    ),
  );
}

function leavesOf(value: Json, path: readonly string[] = []): readonly Leaf[] {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  // The parameters themselves may be empty; an empty map or list within them is a value like another.
  if (entries.length === 0) return path.length === 0 ? [] : [{ path, value }];
  return entries.flatMap(([key, entry]: [string, Json]) => leavesOf(entry, [...path, key]));
}

function pathMatches(globs: readonly string[], path: readonly string[]): boolean {
  const below = globs.at(-1) === '**';
  const fixed = below ? globs.slice(0, -1) : globs;
  if (below ? path.length <= fixed.length : path.length !== fixed.length) return false;
  return fixed.every((glob, index) => globMatches(glob, path[index] ?? ''));
}

function fitOf(bound: ParamBound, { path, value }: Leaf, present: unknown): Fit {
  const place = brief(path.join('.'));
  const outside = (why: string): Fit => ({ fits: false, why: `${place} ${why}` });
  const { values, integer, quantity } = bound;
  if (values !== undefined && !values.includes(value as Scalar)) {
    return outside(`${brief(JSON.stringify(value))} is not one of ${JSON.stringify(values)}`);
  }
  if (integer !== undefined) {
    if (typeof value !== 'number' || !Number.isSafeInteger(value)) return outside('is not a whole number');
    if (integer.min !== undefined && value < integer.min) return outside(`${value} is below ${integer.min}`);
    if (integer.max !== undefined && value > integer.max) return outside(`${value} is above ${integer.max}`);
  }
  return quantity === undefined ? { fits: true } : quantityFit(quantity, place, value, present);
}

function quantityFit(
  { min, max, minFactor, maxFactor }: NonNullable<ParamBound['quantity']>,
  place: string,
  value: Json,
  present: unknown,
): Fit {
  const outside = (why: string): Fit => ({ fits: false, why: `${place} ${why}` });
  const amount = quantityOf(value);
  if (amount === undefined) return outside('is not a quantity');
  const shown = brief(JSON.stringify(value).replaceAll('"', ''));
  if (min !== undefined && amount < (parseQuantity(min) ?? Infinity))
    return outside(`${shown} is below ${min}`);
  if (max !== undefined && amount > (parseQuantity(max) ?? -Infinity))
    return outside(`${shown} is above ${max}`);
  if (minFactor === undefined && maxFactor === undefined) return { fits: true };

  const now = quantityOf(present);
  if (now === undefined) {
    return { fits: 'unknown', why: `${place} has no present value that ${shown} could be compared with` };
  }
  if (maxFactor !== undefined && amount > now * maxFactor) {
    return outside(`${shown} is more than ${maxFactor} times the present ${String(present)}`);
  }
  if (minFactor !== undefined && amount < now * minFactor) {
    return outside(`${shown} is less than ${minFactor} times the present ${String(present)}`);
  }
  return { fits: true };
}

/** What a model wrote goes into messages for people, so it stays short. */
function brief(text: string): string {
  return text.length <= 80 ? text : `${text.slice(0, 80)}…`;
}

function quantityOf(value: unknown): number | undefined {
  return typeof value === 'string' || typeof value === 'number' ? parseQuantity(value) : undefined;
}

/** What the object has now where the parameter would go: requests, limits and replicas can be compared. */
function presentValue(
  action: Action,
  before: KubernetesObject | undefined,
  path: readonly string[],
): unknown {
  if (before === undefined) return undefined;
  if (action.action === 'scale-workload') return field(before, 'spec', ...path);
  if (action.action !== 'set-resources') return undefined;
  const name = action.params['container'];
  const container = typeof name === 'string' ? containerPath(before, name) : undefined;
  return container === undefined ? undefined : field(valueAt(before, container), 'resources', ...path);
}
