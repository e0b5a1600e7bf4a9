import type { ActionRule } from '../guardrails/policies/policies.ts';
import { at, literal } from './cel.ts';
import type { WriteShape } from './write-shape.ts';

type Makes = NonNullable<WriteShape['makes']>;

/** CEL of the name of the object that a new one says it is made from. */
export const ownerName = 'object.metadata.ownerReferences[0].name';
export const owner = 'object.metadata.ownerReferences[0]';

/** CEL: the new object has one owner, of the kind that it is made from, which controls it. */
export function madeShape({ like }: Makes): readonly string[] {
  const owners = at('object', ['metadata', 'ownerReferences'], '[]');
  return [
    `${owners}.size() == 1`,
    `${owner}.kind == ${literal(like)}`,
    `${owner}.apiVersion == "batch/v1"`,
    `has(${owner}.controller) && ${owner}.controller`,
  ];
}

/** The objects that a rule names one by one; none where a glob leaves open which there are. */
export function namedSources({ namespaces = [], names = [] }: ActionRule) {
  if ([...namespaces, ...names].some((glob) => glob.includes('*'))) return [];
  return namespaces.flatMap((namespace) => names.map((name) => ({ namespace, name })));
}
