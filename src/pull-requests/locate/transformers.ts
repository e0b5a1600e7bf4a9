import { field, textAt } from '../../domain/fields.ts';
import { pointerParts } from '../../domain/json-pointer.ts';
import type { Json } from '../../domain/objects.ts';
import { valueIn } from '../edit/value-steps.ts';
import { type PullRequestProblem, problem } from '../problem.ts';
import { digestOf, imageName, tagOf } from './image-name.ts';
import type { Layer } from './kustomization.ts';
import { type FileChange, type ManifestFiles, valueOfSpot } from './manifest-files.ts';
import { manifestPath } from './manifest-path.ts';
import { type Placement, strengthOf, type Wanted } from './placement.ts';
import type { Resource } from './resources.ts';

const IMAGE = /\/(?:containers|initContainers)\/\d+\/image$/u;

/** The places in a layer's `images`, `replicas` and labels that set the field. */
export function transformerPlacements(
  files: ManifestFiles,
  wanted: Wanted,
  index: number,
  siblings: readonly Resource[],
): readonly Placement[] {
  const layer = wanted.resource.layers[index];
  if (layer === undefined) return [];
  const found = IMAGE.test(wanted.field)
    ? imagePlacement(files, wanted, layer, siblings)
    : wanted.field === '/spec/replicas'
      ? replicasPlacement(wanted, layer, siblings)
      : labelPlacement(wanted, layer);
  return found === undefined
    ? []
    : [{ path: layer.path, sets: true, strength: strengthOf.transformer(index), ...found }];
}

type Found = Pick<Placement, 'changes' | 'shared'>;

function imagePlacement(
  files: ManifestFiles,
  wanted: Wanted,
  layer: Layer,
  siblings: readonly Resource[],
): Found | undefined {
  const names = imageNames(files, wanted);
  const index = layer.model.images.findIndex(({ name }) => names.includes(name));
  const entry = layer.model.images[index];
  if (entry === undefined) return undefined;
  const others = siblings.filter(
    (other) => other !== wanted.resource && usesImage(valueOfSpot(files, other.spot), entry.name),
  );
  const twice = imagesIn(valueOfSpot(files, wanted.resource.spot)).filter(
    (image) => imageName(image) === entry.name,
  );
  const shared = others.length > 0 || twice.length > 1;
  const words = `the entry of images for ${entry.name} sets it for other containers too`;
  return {
    changes: imageChanges(layer.path, index, entry, wanted.value),
    ...(shared ? { shared: words } : {}),
  };
}

/** The names under which kustomizations may know the container's image: the manifest's, and what layers made of it. */
function imageNames(files: ManifestFiles, { resource, field: pointer, live }: Wanted): readonly string[] {
  const manifest = valueOfSpot(files, resource.spot);
  const path = manifestPath(manifest, pointer, live);
  const image = path === undefined ? undefined : valueIn(manifest ?? null, path);
  const first = typeof image === 'string' ? imageName(image) : undefined;
  if (first === undefined) return [];
  const names = [first];
  for (const { model } of resource.layers) {
    const entry = model.images.find(({ name }) => names.includes(name));
    if (entry?.newName !== undefined) names.push(entry.newName);
  }
  return names;
}

interface ImageEntry {
  readonly name: string;
  readonly newName?: string | undefined;
  readonly newTag?: string | undefined;
  readonly digest?: string | undefined;
}

function imageChanges(
  path: string,
  index: number,
  entry: ImageEntry,
  value: Json | undefined,
): readonly FileChange[] | PullRequestProblem {
  if (typeof value !== 'string')
    return problem('pull-request.not-followed', 'An image is set by a kustomization, not taken out.');
  const wanted: Record<'newName' | 'newTag' | 'digest', string | undefined> = {
    newName: imageName(value) === (entry.newName ?? entry.name) ? entry.newName : imageName(value),
    newTag: tagOf(value),
    digest: digestOf(value),
  };
  return (['newName', 'newTag', 'digest'] as const).flatMap((key): readonly FileChange[] => {
    const next = wanted[key];
    if (next === entry[key]) return [];
    const at = ['images', index, key];
    return [{ path, change: { document: 0, at, ...(next === undefined ? {} : { value: next }) } }];
  });
}

function usesImage(manifest: Json | undefined, name: string): boolean {
  return imagesIn(manifest).some((image) => imageName(image) === name);
}

/** Every `image` of containers, at any depth. */
function imagesIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if ((key === 'containers' || key === 'initContainers') && Array.isArray(inner)) {
      return inner.flatMap((container) => textAt(container, 'image') ?? []);
    }
    return imagesIn(inner);
  });
}

function replicasPlacement(
  { resource, value }: Wanted,
  layer: Layer,
  siblings: readonly Resource[],
): Found | undefined {
  const index = layer.model.replicas.findIndex(({ name }) => resource.names.includes(name));
  const entry = layer.model.replicas[index];
  if (entry === undefined) return undefined;
  const others = siblings.filter(
    (other) =>
      other !== resource &&
      other.names.includes(entry.name) &&
      ['Deployment', 'StatefulSet', 'ReplicaSet', 'ReplicationController'].includes(other.kind),
  );
  return {
    changes: [
      {
        path: layer.path,
        change: { document: 0, at: ['replicas', index, 'count'], ...(value === undefined ? {} : { value }) },
      },
    ],
    ...(others.length > 0
      ? { shared: `the entry of replicas for ${entry.name} sets it for other workloads too` }
      : {}),
  };
}

/** Labels that a kustomization gives to all that it builds cannot be another for one object. */
function labelPlacement({ field: pointer }: Wanted, layer: Layer): Found | undefined {
  const parts = pointerParts(pointer);
  const key = parts.at(-1) ?? '';
  const holder = parts.at(-2) ?? '';
  const { commonLabels, commonAnnotations, labels } = layer.model;
  const isLabel = ['labels', 'matchLabels', 'selector'].includes(holder);
  const isSet =
    (isLabel &&
      (field(commonLabels, key) !== undefined ||
        labels.some(({ pairs }) => field(pairs, key) !== undefined))) ||
    (holder === 'annotations' && field(commonAnnotations, key) !== undefined);
  return isSet
    ? { changes: [], shared: `${layer.path} gives ${key} to everything that it builds` }
    : undefined;
}
