import { anyGlobMatches } from '../guardrails/policies/glob.ts';
import type { ActionRule } from '../guardrails/policies/policies.ts';
import { at, literal } from './cel.ts';
import type { WriteShape } from './write-shape.ts';

type Makes = NonNullable<WriteShape['makes']>;

/** An object that others are made from: a CronJob. */
export interface Source {
  readonly namespace: string;
  readonly name: string;
}

/** CEL of the name of the object that a new one says it is made from. */
export const ownerName = 'object.metadata.ownerReferences[0].name';
export const owner = 'object.metadata.ownerReferences[0]';

/** CEL: the new object has one owner, of the kind that it is made from, which controls it and is in its label. */
export function madeShape({ like, label }: Makes): readonly string[] {
  const owners = at('object', ['metadata', 'ownerReferences'], '[]');
  return [
    `${owners}.size() == 1`,
    `${owner}.kind == ${literal(like)}`,
    `${owner}.apiVersion == "batch/v1"`,
    `has(${owner}.controller) && ${owner}.controller`,
    `${literal(label)} in variables.labels && variables.labels[${literal(label)}] == ${ownerName}`,
  ];
}

/**
 * The sources that a rule allows: those that it names without globs, there or not, and of the known ones those that its
 * globs match.
 */
export function sourcesOf(
  { namespaces = [], names }: ActionRule,
  known: readonly Source[],
): readonly Source[] {
  const named = namespaces
    .filter(isExact)
    .flatMap((namespace) => (names ?? []).filter(isExact).map((name) => ({ namespace, name })));
  const matched = known.filter(
    ({ namespace, name }) =>
      anyGlobMatches(namespaces, namespace) && (names === undefined || anyGlobMatches(names, name)),
  );
  return [...named, ...matched];
}

/** Whether a rule leaves open which sources there are. */
export function leavesOpen({ namespaces = [], names }: ActionRule): boolean {
  return names === undefined || ![...namespaces, ...names].every(isExact);
}

function isExact(glob: string): boolean {
  return !glob.includes('*');
}
