import { isDeepStrictEqual } from 'node:util';
import { field } from '../domain/fields.ts';
import type { KubernetesObject } from '../domain/objects.ts';

const ownPrefix = 'firebreak.dev/';

/**
 * The first field that a general patch must leave alone and does not: identity, ownership and lifetime, which others
 * rely on; `status`, which is its controller's; our own marker. Undefined where it leaves them all alone.
 */
export function sealedFieldChanged(before: KubernetesObject, after: KubernetesObject): string | undefined {
  for (const key of ['apiVersion', 'kind', 'status'] as const) {
    if (!isDeepStrictEqual(field(before, key), field(after, key))) return key;
  }
  const [old, next] = [metadataOf(before), metadataOf(after)];
  const sealed = [...new Set([...Object.keys(old), ...Object.keys(next)])].filter(
    (key) => key !== 'labels' && key !== 'annotations',
  );
  const changed = sealed.find((key) => !isDeepStrictEqual(old[key], next[key]));
  if (changed !== undefined) return `metadata.${changed}`;
  return isDeepStrictEqual(ownAnnotations(before), ownAnnotations(after))
    ? undefined
    : `metadata.annotations (${ownPrefix}…)`;
}

/** The same of a manifest, which may say only who it is, its labels and its annotations beside its content. */
export function sealedFieldGiven(manifest: KubernetesObject): string | undefined {
  const { apiVersion, kind, metadata } = manifest;
  const { name, namespace } = metadata;
  const bare = { apiVersion, kind, metadata: { name, ...(namespace === undefined ? {} : { namespace }) } };
  return sealedFieldChanged(bare, manifest);
}

function metadataOf(object: KubernetesObject): Readonly<Record<string, unknown>> {
  return Object(field(object, 'metadata')) as Readonly<Record<string, unknown>>;
}

function ownAnnotations(object: KubernetesObject): readonly (readonly [string, unknown])[] {
  const annotations = Object(field(object, 'metadata', 'annotations')) as Readonly<Record<string, unknown>>;
  return Object.entries(annotations).filter(([key]) => key.startsWith(ownPrefix));
}
