import { isDeepStrictEqual } from 'node:util';
import { markerAnnotation } from '../../actions/marked-patch.ts';
import { field, textAt } from '../../domain/fields.ts';
import { pointer, pointerParts } from '../../domain/json-pointer.ts';
import { refText } from '../../domain/objects.ts';
import type { JsonPatchOperation } from '../../domain/request.ts';
import { check, type VerificationCheckFunction } from '../check-context.ts';

type Patch = readonly JsonPatchOperation[];

const marker = pointer('metadata', 'annotations', markerAnnotation);

/** The object still holds what was written: nobody, and no controller, has put it back. */
export const values: VerificationCheckFunction = async ({ execution, cluster }) => {
  const { request } = execution;
  if (request.verb === 'delete') return [];
  const object = await cluster.get(request.target);
  const lost =
    request.verb === 'patch' ? lostPaths(object, request.patch) : lostFields(object, request.object);
  const name = refText(request.target);
  return lost.length === 0
    ? check('values', 'holds', 'verification.changed', `${name} holds the new values`)
    : check('values', 'not-yet', 'verification.not-changed', `${name} does not hold ${lost.join(', ')}`);
};

function lostFields(object: unknown, made: unknown): readonly string[] {
  return contains(object, made) ? [] : ['what it was made with'];
}

function lostPaths(object: unknown, patch: Patch): readonly string[] {
  const writes = patch.filter(({ op, path }) => op !== 'test' && path !== marker);
  return writes
    .filter((write, index) => !writes.slice(index + 1).some((later) => overlap(write.path, later.path)))
    .filter((write) => !holds(object, write, patch))
    .map(({ path }) => path);
}

/** A later write at, above or below the same place has the last word. */
function overlap(one: string, other: string): boolean {
  return one === other || one.startsWith(`${other}/`) || other.startsWith(`${one}/`);
}

function holds(object: unknown, operation: JsonPatchOperation, patch: Patch): boolean {
  const value = lookUp(object, operation, patch);
  return operation.op === 'remove' ? value === undefined : contains(value, operation.value);
}

/** What stands at the operation's path; indexes may have shifted, so list items that have a name go by it. */
function lookUp(object: unknown, operation: JsonPatchOperation, patch: Patch): unknown {
  const parts = pointerParts(operation.path);
  return parts.reduce<unknown>((current, part, index) => {
    if (!Array.isArray(current)) return field(current, part);
    const place = pointer(...parts.slice(0, index + 1));
    const isAdded = operation.op === 'add' && index === parts.length - 1;
    const name = isAdded ? textAt(operation.value, 'name') : testedName(patch, place);
    return name === undefined
      ? (current as readonly unknown[])[Number(part)]
      : current.find((item: unknown) => textAt(item, 'name') === name);
  }, object);
}

/** The name that the patch says the item at a place had. */
function testedName(patch: Patch, place: string): string | undefined {
  for (const operation of patch) {
    if (operation.op !== 'test') continue;
    if (operation.path === place) return textAt(operation.value, 'name');
    if (operation.path === `${place}/name`) return textAt({ name: operation.value }, 'name');
  }
  return undefined;
}

/** Everything that was written is there; the API server may have added to it, and leaves out what says nothing. */
function contains(value: unknown, written: unknown): boolean {
  if (value === undefined) return saysNothing(written);
  if (Array.isArray(written)) {
    return (
      Array.isArray(value) &&
      value.length === written.length &&
      written.every((item, index) => contains(value[index], item))
    );
  }
  if (typeof written !== 'object' || written === null) return isDeepStrictEqual(value, written);
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.entries(written).every(([key, item]) => contains(field(value, key), item))
  );
}

/** The zero values that Kubernetes' types omit. */
function saysNothing(written: unknown): boolean {
  if (typeof written === 'object' && written !== null) return Object.keys(written).length === 0;
  return written === '' || written === false || written === 0;
}
