import { z } from 'zod';
import { type Json, type KubernetesObject, refKey, refOf, refText } from '../domain/objects.ts';
import type { ActionType, PlanContext, PlanResult } from './action-type.ts';
import { changeInto } from './change-into.ts';
import { kubectl, namespaceFlag, quote } from './kubectl-text.ts';
import { markerAnnotation } from './marked-patch.ts';
import { mergeManifest } from './merge-manifest.ts';
import { inversePatch } from './patch-object.ts';
import { invalid, noEffect } from './problems.ts';
import { rightOn } from './rights.ts';
import { sealedFieldGiven } from './sealed-fields.ts';

const json: z.ZodType<Json> = z.json();
const texts = z.record(z.string(), z.string());

const manifestSchema = z
  .object({
    apiVersion: z.string().min(1),
    kind: z.string().min(1),
    metadata: z
      .object({
        name: z.string().min(1).max(253),
        namespace: z.string().min(1).optional(),
        labels: texts.optional(),
        annotations: texts.optional(),
      })
      .catchall(json),
  })
  .catchall(json);

const params = z.strictObject({ manifest: manifestSchema });

/**
 * Makes an object, or sets the fields that its manifest names and leaves the others alone. It never adopts, and it
 * removes nothing but the keys of a selector, which is one value.
 */
export const applyObject: ActionType<z.infer<typeof params>> = {
  name: 'apply-object',
  purpose: 'Make an object, or set the fields that the manifest names, where no other action fits.',
  params,
  kinds: [],
  plan(target, { manifest: given }, context) {
    const manifest = given as KubernetesObject;
    const problem = manifestProblem(manifest, context);
    if (problem !== undefined) return problem;
    const wanted = mergeManifest(target, manifest);
    const change = changeInto(target, wanted, context.marker);
    if (change === undefined) return noEffect('the object holds these fields already');
    return {
      ok: true,
      change: { ...change, inverse: inversePatch(context.action, target, wanted), risk: 'high' },
    };
  },
  planNew({ manifest: given }, context) {
    const manifest = given as KubernetesObject;
    const problem = manifestProblem(manifest, context);
    if (problem !== undefined) return problem;
    const { metadata } = manifest;
    const annotations = { ...metadata.annotations, [markerAnnotation]: context.marker };
    const object: KubernetesObject = { ...manifest, metadata: { ...metadata, annotations } };
    return {
      ok: true,
      change: {
        before: undefined,
        after: object,
        request: { verb: 'create', target: refOf(object), object },
        inverse: { irreversible: 'the catalogue does not delete what it makes; a person can' },
        risk: 'high',
      },
    };
  },
  kubectl: ({ target }, { manifest }) =>
    `printf %s ${quote(JSON.stringify(manifest))} | ${kubectl(...namespaceFlag(target), 'apply', '-f', '-')}`,
  verifications: ['values', 'rollout', 'condition'],
  rights: (kind) => [rightOn(kind, 'get', 'create', 'patch')],
  admission: () =>
    (['CREATE', 'UPDATE'] as const).map((operation) => ({
      operation,
      only: operation === 'CREATE' ? ['!has(object.metadata.ownerReferences)'] : [],
      params: [],
      unseen: ['the manifest: every field may be set but identity, ownership, status and unknown images'],
    })),
};

/** What is wrong with a manifest before any object is looked at. */
function manifestProblem(
  manifest: KubernetesObject,
  { action: { target } }: PlanContext,
): Extract<PlanResult, { ok: false }> | undefined {
  const ref = refOf(manifest);
  if (ref.apiVersion !== target.apiVersion || refKey(ref) !== refKey(target)) {
    return invalid(`the manifest is about ${refText(ref)}, the target is ${refText(target)}`);
  }
  const sealed = sealedFieldGiven(manifest);
  return sealed === undefined ? undefined : invalid(`${sealed} is not for a manifest to set`);
}
