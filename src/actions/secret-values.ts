import { textAt } from '../domain/fields.ts';
import { pointer, pointerParts } from '../domain/json-pointer.ts';
import type { Json } from '../domain/objects.ts';
import { looksLikeSecret } from '../evidence/text/secret-like.ts';
import type { PlannedChange } from './action-type.ts';

/** Maps whose keys people choose, so that a key says what its value is. */
const dataMaps: ReadonlySet<string> = new Set(['data', 'stringData', 'binaryData']);

/** JSON Pointer to a parameter that looks like a secret; undefined where none does. */
export function secretInParams(params: { readonly [name: string]: Json }): string | undefined {
  return secretWithin(params, [], undefined);
}

/**
 * JSON Pointer to a value in the request or its inverse that looks like a secret. Both are stored and shown, the values
 * that a patch only tests included.
 */
export function secretInChange({ request, inverse, before, after }: PlannedChange): string | undefined {
  const undoing = 'action' in inverse ? secretInParams(inverse.action.params) : undefined;
  if (undoing !== undefined) return undoing;
  switch (request.verb) {
    case 'patch':
      return firstOf(request.patch, (operation) => {
        if (operation.op === 'remove') return undefined;
        const path = pointerParts(operation.path);
        return firstOf([before, after], (object) =>
          secretWithin(operation.value, path, nameAt(object, path)),
        );
      });
    case 'create':
      // The type of whole objects is wider than JSON; what they hold is not.
      return secretWithin(request.object as unknown as Json, [], undefined);
    case 'delete':
      return undefined;
    default:
      return request satisfies never;
  }
}

function secretWithin(value: Json, path: readonly string[], name: string | undefined): string | undefined {
  // What a registry path looks like is no hint: token-service:1.2 is an image. A key of data may be called anything.
  if (path.at(-1) === 'image' && !dataMaps.has(path.at(-2) ?? '')) return undefined;
  if (typeof value === 'string') return looksLikeSecret(value, name) ? pointer(...path) : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  const entries = Object.entries(value) as readonly (readonly [string, Json])[];
  const texts = entries.map(([, entry]) => entry).filter((entry) => typeof entry === 'string');
  // An option and its value are two arguments.
  if (Array.isArray(value) && looksLikeSecret(texts.join(' '))) return pointer(...path);
  return firstOf(entries, ([key, entry]) => {
    const inner = [...path, key];
    return secretWithin(entry, inner, nameAt(value, [key], path.at(-1)));
  });
}

/** What a value goes under: its key in a map of data, or the name beside it, as in env. */
function nameAt(document: unknown, path: readonly string[], outer?: string): string | undefined {
  const key = path.at(-1);
  if (dataMaps.has(path.at(-2) ?? outer ?? '')) return key;
  return key === 'value' ? textAt(document, ...path.slice(0, -1), 'name') : undefined;
}

function firstOf<T>(items: readonly T[], look: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const found = look(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
