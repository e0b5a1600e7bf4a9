import { isDeepStrictEqual } from 'node:util';
import { refKey, refOf } from '../domain/objects.ts';
import type { InvalidManifest, Manifest, Manifests } from './manifest.ts';

/**
 * One set of the manifests of several files. An object that is written down twice alike counts once; a second, different
 * one is invalid, for which of them would be applied is a matter of order.
 */
export function mergeManifests(parts: readonly Manifests[]): Manifests {
  const byKey = new Map<string, Manifest>();
  const repeated: InvalidManifest[] = [];
  for (const manifest of parts.flatMap((part) => part.valid)) {
    const key = refKey(refOf(manifest.object));
    const first = byKey.get(key);
    if (first === undefined) byKey.set(key, manifest);
    else if (!isDeepStrictEqual(first.object, manifest.object)) repeated.push(repetition(first, manifest));
  }
  return { valid: [...byKey.values()], invalid: [...parts.flatMap((part) => part.invalid), ...repeated] };
}

function repetition(first: Manifest, { object, place }: Manifest): InvalidManifest {
  const where = `${first.place.file}:${first.place.line}`;
  const problem = `${where} defines the same object otherwise; check each environment by itself`;
  return { object: refOf(object), place, problem };
}
