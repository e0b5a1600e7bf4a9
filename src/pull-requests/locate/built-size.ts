import { allLayers, type Layer, layerOf, within } from './kustomization.ts';
import type { ManifestFiles } from './manifest-files.ts';
import { outermost } from './placements-for.ts';

/** In characters, everything that is built from a file counted as often as it is built. */
const MOST_BUILT = 50_000_000;
/** What following a name costs, whatever is behind it. */
const NAME = 1_000;

/**
 * Why nobody should follow what the kustomizations build, if so: ten that each take in the next one twice build the last
 * a thousand times, and forty without end.
 */
export function overbuilt(files: ManifestFiles): string | undefined {
  const sizes = new Map<string, number>();
  const sizeOf = (layer: Layer): number => {
    const known = sizes.get(layer.path);
    if (known !== undefined) return known;
    // Until it is known: whatever takes itself in has no end.
    sizes.set(layer.path, Infinity);
    const { resources, bases, components, configMapGenerator } = layer.model;
    const names = [...resources, ...bases, ...components];
    const inner = names.reduce((sum, name) => sum + NAME + behind(layer, name), 0);
    // A component goes over everything that is there already.
    const size = (inner + NAME * configMapGenerator.length) * (1 + components.length);
    sizes.set(layer.path, size);
    return size;
  };
  const behind = (layer: Layer, name: string): number => {
    const path = within(layer, name);
    if (path === undefined) return 0;
    const next = layerOf(files, path);
    return next === undefined ? (files.texts.get(path)?.length ?? 0) : sizeOf(next);
  };
  const endless = allLayers(files).find((layer) => sizeOf(layer) === Infinity);
  if (endless !== undefined) return `${endless.path}, which takes in itself or more than can be counted,`;
  const built = outermost(files).reduce((sum, layer) => sum + sizeOf(layer), 0);
  return built > MOST_BUILT ? `what its kustomizations build, over ${MOST_BUILT} characters,` : undefined;
}
