import { posix } from 'node:path';
import type { Json } from '../../domain/objects.ts';
import { isProblem } from '../problem.ts';
import type { Kustomization } from './kustomization-schema.ts';
import type { ManifestFiles } from './manifest-files.ts';

/** One kustomization file. */
export interface Layer {
  readonly path: string;
  /** Its folder, `.` for the repository's root. */
  readonly folder: string;
  readonly model: Kustomization;
}

const NAMES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'] as const;

export function isKustomizationFile(path: string): boolean {
  return (NAMES as readonly string[]).includes(posix.basename(path));
}

/** The kustomization of a folder; undefined where it has none, or none that can be read. */
export function layerOf(files: ManifestFiles, folder: string): Layer | undefined {
  const path = NAMES.map((name) => posix.join(folder, name)).find((each) => files.texts.has(each));
  if (path === undefined) return undefined;
  const model = files.kustomization(path);
  return model === undefined ? undefined : { path, folder: posix.dirname(path), model };
}

/** Every kustomization among the files. */
export function allLayers(files: ManifestFiles): readonly Layer[] {
  return [...files.texts.keys()].filter(isKustomizationFile).flatMap((path) => {
    const layer = layerOf(files, posix.dirname(path));
    return layer === undefined ? [] : [layer];
  });
}

/** What a kustomization names, as paths of the repository; what lies outside it is left out. */
export function within(layer: Layer, name: string): string | undefined {
  if (/^[a-z]+:\/\/|^[^/]+@|\?ref=/u.test(name) || name.startsWith('/')) return undefined;
  const path = posix.join(layer.folder, name).replace(/\/$/u, '');
  return path.startsWith('..') ? undefined : path;
}

/** The files and folders that a kustomization itself names, as often as it does. */
export function namedBy(layer: Layer): readonly string[] {
  const { resources, bases, components } = layer.model;
  return [...resources, ...bases, ...components].flatMap((name) => within(layer, name) ?? []);
}

/** The files and folders that a kustomization, through whatever it is made of, takes in. */
export function takenIn(files: ManifestFiles, layer: Layer): ReadonlySet<string> {
  const taken = new Set<string>();
  const waiting = [layer];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const inner of namedBy(next)) {
      const more = taken.has(inner) ? undefined : layerOf(files, inner);
      taken.add(inner);
      if (more !== undefined) waiting.push(more);
    }
  }
  return taken;
}

/** The value of a kustomization's document. */
export function valueOfLayer(files: ManifestFiles, layer: Layer): Json {
  const yaml = files.yaml(layer.path);
  return yaml === undefined || isProblem(yaml) ? null : (yaml.values[0] ?? null);
}
