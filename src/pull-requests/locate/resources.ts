import { posix } from 'node:path';
import { field, listAt, textAt } from '../../domain/fields.ts';
import { groupOf, type Json, type ObjectRef } from '../../domain/objects.ts';
import { isProblem } from '../problem.ts';
import { isKustomizationFile, type Layer, layerOf, within } from './kustomization.ts';
import type { ManifestFiles, Spot } from './manifest-files.ts';

/** An object that files define, as the kustomizations around it name it. */
export interface Resource {
  readonly spot: Spot;
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** Undefined where neither the manifest nor a kustomization names one. */
  readonly namespace?: string;
  /** The names that it has had on its way: patches and `replicas` may use any of them. */
  readonly names: readonly string[];
  /** Which of the generators of the innermost layer makes it, for a generated ConfigMap. */
  readonly generator?: number;
  /** Innermost first. */
  readonly layers: readonly Layer[];
}

const DEEPEST = 20;

/** What a kustomization builds. */
export function resourcesOf(files: ManifestFiles, layer: Layer, depth = 0): readonly Resource[] {
  if (depth > DEEPEST) return [];
  const { resources, bases, components } = layer.model;
  const found = [...resources, ...bases].flatMap((name): readonly Resource[] => {
    const path = within(layer, name);
    if (path === undefined) return [];
    const inner = layerOf(files, path);
    return inner === undefined ? resourcesIn(files, path) : resourcesOf(files, inner, depth + 1);
  });
  const own = [...found, ...generated(layer)];
  const applied = components.reduce<readonly Resource[]>((current, name) => {
    const path = within(layer, name);
    const component = path === undefined ? undefined : layerOf(files, path);
    if (component === undefined) return current;
    return [
      ...current.map((resource) => through(resource, component)),
      ...resourcesOf(files, component, depth + 1),
    ];
  }, own);
  return applied.map((resource) => through(resource, layer));
}

/** The objects that a file holds by itself. */
export function resourcesIn(files: ManifestFiles, path: string): readonly Resource[] {
  const yaml = files.yaml(path);
  if (yaml === undefined || isProblem(yaml) || isKustomizationFile(path)) return [];
  return yaml.values.flatMap((value, document) => objectsIn(value, { path, document, at: [] }));
}

function objectsIn(value: Json, spot: Spot): readonly Resource[] {
  const kind = textAt(value, 'kind');
  if (kind?.endsWith('List') === true && Array.isArray(field(value, 'items'))) {
    return listAt(value, 'items').flatMap((item, index) =>
      objectsIn(item as Json, { ...spot, at: [...spot.at, 'items', index] }),
    );
  }
  const apiVersion = textAt(value, 'apiVersion');
  const name = textAt(value, 'metadata', 'name');
  const namespace = textAt(value, 'metadata', 'namespace');
  if (kind === undefined || apiVersion === undefined || name === undefined) return [];
  const space = namespace === undefined ? {} : { namespace };
  return [{ spot, apiVersion, kind, name, names: [name], layers: [], ...space }];
}

function generated(layer: Layer): readonly Resource[] {
  return layer.model.configMapGenerator.map(({ name, namespace }, generator) => ({
    spot: { path: layer.path, document: 0, at: ['configMapGenerator', generator] },
    apiVersion: 'v1',
    kind: 'ConfigMap',
    name,
    names: [name],
    generator,
    layers: [],
    ...(namespace === undefined ? {} : { namespace }),
  }));
}

function through(resource: Resource, layer: Layer): Resource {
  const { namePrefix, nameSuffix, namespace } = layer.model;
  const name = `${namePrefix}${resource.name}${nameSuffix}`;
  return {
    ...resource,
    name,
    names: resource.names.includes(name) ? resource.names : [...resource.names, name],
    layers: [...resource.layers, layer],
    ...(namespace === undefined ? {} : { namespace }),
  };
}

/** Whether a resource is the object, whatever its namespace where the files name none. */
export function isObject(resource: Resource, ref: ObjectRef): boolean {
  if (resource.kind !== ref.kind || groupOf(resource.apiVersion) !== groupOf(ref.apiVersion)) return false;
  const isNamed =
    resource.name === ref.name || (resource.generator !== undefined && isHashed(resource.name, ref.name));
  if (!isNamed) return false;
  return (
    ref.namespace === undefined || resource.namespace === undefined || resource.namespace === ref.namespace
  );
}

/** kustomize adds a hash of ten characters to what it generates. */
function isHashed(name: string, live: string): boolean {
  return live.startsWith(`${name}-`) && /^[a-z0-9]{10}$/u.test(live.slice(name.length + 1));
}

/** Every object of the files: what outermost kustomizations build, and what lies in files that none takes in. */
export function allResources(files: ManifestFiles, layers: readonly Layer[]): readonly Resource[] {
  const built = layers.flatMap((layer) => resourcesOf(files, layer));
  const taken = new Set(built.map(({ spot }) => spot.path));
  const patches = new Set(layers.flatMap((layer) => patchFiles(layer)));
  const loose = [...files.texts.keys()].filter(
    (path) => !taken.has(path) && !patches.has(path) && /\.(?:ya?ml|json)$/u.test(posix.basename(path)),
  );
  return [...built, ...loose.flatMap((path) => resourcesIn(files, path))];
}

/** The files that a kustomization takes patches from. */
export function patchFiles(layer: Layer): readonly string[] {
  const { patches, patchesJson6902, patchesStrategicMerge } = layer.model;
  const named = [...patches, ...patchesJson6902].flatMap(({ path }) => (path === undefined ? [] : [path]));
  return [...named, ...patchesStrategicMerge.filter((entry) => !entry.includes('\n'))].flatMap(
    (name) => within(layer, name) ?? [],
  );
}
