import { z } from 'zod';
import type { Action } from '../domain/action.ts';
import { pointerParts } from '../domain/json-pointer.ts';
import type { Json, KubernetesObject } from '../domain/objects.ts';
import type { Inverse } from '../domain/proposal.ts';
import type { JsonPatchOperation } from '../domain/request.ts';
import type { ActionType } from './action-type.ts';
import { difference } from './difference.ts';
import { kubectl, namespaceFlag, resourceName } from './kubectl-text.ts';
import { markedPatch, planPatch } from './marked-patch.ts';
import { invalid, noEffect } from './problems.ts';
import { leadsThroughReservedKey } from './reserved-keys.ts';
import { rightOn } from './rights.ts';
import { sealedFieldChanged } from './sealed-fields.ts';
import { applyWithTests } from './apply-with-tests.ts';

const json: z.ZodType<Json> = z.json();
const path = z
  .string()
  .max(1024)
  .regex(/^(\/([^~/]|~0|~1)*)+$/, 'a JSON Pointer')
  .refine((text) => !leadsThroughReservedKey(pointerParts(text)), {
    message: 'a JSON Pointer without the keys __proto__, constructor and prototype',
  });

// `move` and `copy` read from where nothing was tested; what they do, these can say.
const operation: z.ZodType<JsonPatchOperation> = z.discriminatedUnion('op', [
  z.strictObject({ op: z.enum(['test', 'add', 'replace']), path, value: json }),
  z.strictObject({ op: z.literal('remove'), path }),
]);

const params = z.strictObject({
  patch: z
    .array(operation)
    .min(1)
    .max(100)
    .refine((patch) => patch.some(({ op }) => op !== 'test'), { message: 'changes something' }),
});

/**
 * Any JSON Patch (RFC 6902) on any object that layer 1 lets through. The caller's own tests stay where they stand; ours
 * come before them, and cover every value that changes.
 */
export const patchObject: ActionType<z.infer<typeof params>> = {
  name: 'patch-object',
  purpose: 'Apply a JSON Patch to an object, where no other action fits.',
  params,
  kinds: [],
  plan(target, { patch: given }, { action, marker }) {
    const result = applyWithTests(target, given);
    if (!result.ok) return { ok: false, reason: 'dry-run.conflict', message: result.problem };
    const sealed = sealedFieldChanged(target, result.object);
    if (sealed !== undefined) return invalid(`${sealed} is not for a patch to change`);
    const { assumptions, changes } = difference(target, result.object);
    if (changes.length === 0) return noEffect('the patch changes nothing');
    const patch = markedPatch(target, marker, assumptions, given);
    return {
      ok: true,
      change: {
        ...planPatch(target, patch),
        inverse: inversePatch(action, target, result.object),
        risk: 'high',
      },
    };
  },
  kubectl: ({ target }, { patch }) =>
    kubectl(
      ...namespaceFlag(target),
      'patch',
      resourceName(target),
      '--type=json',
      '-p',
      JSON.stringify(patch),
    ),
  verifications: ['values', 'rollout', 'condition'],
  rights: (kind) => [rightOn(kind, 'get', 'patch')],
  admission: () => [
    {
      operation: 'UPDATE',
      only: [],
      params: [],
      unseen: ['the patch: every field may change but identity, ownership, status and unknown images'],
    },
  ],
};

/**
 * The patch that leads back. It finds list items by name and tests nothing else of what was written: the API server
 * may have filled in defaults.
 */
export function inversePatch(action: Action, before: KubernetesObject, after: KubernetesObject): Inverse {
  const back = difference(withAnnotations(after), withAnnotations(before));
  const names = back.assumptions.filter((test) => test.path.endsWith('/name'));
  const patch = [...names, ...back.changes].map((each) => ({ ...each }));
  return { action: { ...action, action: 'patch-object', params: { patch } } };
}

/** Our marker keeps the map in place, whether or not others put anything into it. */
function withAnnotations(object: KubernetesObject): KubernetesObject {
  const { annotations = {} } = object.metadata;
  return { ...object, metadata: { ...object.metadata, annotations } };
}
