import { isDeepStrictEqual } from 'node:util';
import { valueAt } from '../../actions/json-pointer.ts';
import { markerAnnotation } from '../../actions/patch-object.ts';
import { pointer } from '../../actions/json-pointer.ts';
import { refText } from '../../domain/objects.ts';
import type { JsonPatchOperation } from '../../domain/request.ts';
import { check, type VerificationCheckFunction } from '../check-context.ts';

const marker = pointer('metadata', 'annotations', markerAnnotation);

/** The object still holds what was written: nobody, and no controller, has put it back. */
export const values: VerificationCheckFunction = async ({ execution, cluster }) => {
  const { request } = execution;
  if (request.verb !== 'patch') return [];
  const object = await cluster.get(request.target);
  const lost = request.patch.filter((operation) => isWrite(operation) && !holds(object, operation));
  return lost.length === 0
    ? check('values', 'holds', 'verification.changed', `${refText(request.target)} holds the new values`)
    : check(
        'values',
        'not-yet',
        'verification.not-changed',
        `${refText(request.target)} does not hold ${lost.map((operation) => operation.path).join(', ')}`,
      );
};

function isWrite(operation: JsonPatchOperation): boolean {
  return operation.op !== 'test' && operation.path !== marker;
}

function holds(object: unknown, operation: JsonPatchOperation): boolean {
  const value = valueAt(object, operation.path);
  if (operation.op === 'remove') return value === undefined;
  // An empty map was only made to hold the values beside it.
  const isEmptyMap = isDeepStrictEqual(operation.value, {});
  return isEmptyMap ? value !== undefined : isDeepStrictEqual(value, operation.value);
}
