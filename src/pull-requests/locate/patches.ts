import { field, isJsonObject, listAt, textAt } from '../../domain/fields.ts';
import { pointer } from '../../domain/json-pointer.ts';
import type { Json } from '../../domain/objects.ts';
import { type Path, valueIn } from '../edit/value-steps.ts';
import { readYaml } from '../edit/yaml-text.ts';
import { isProblem, type PullRequestProblem, problem } from '../problem.ts';
import { type Layer, valueOfLayer, within } from './kustomization.ts';
import type { PatchEntry } from './kustomization-schema.ts';
import {
  changeWithin,
  type FileChange,
  type ManifestFiles,
  type Spot,
  valueOfSpot,
} from './manifest-files.ts';
import { manifestPath } from './manifest-path.ts';
import { type Placement, strengthOf, type Wanted } from './placement.ts';
import type { Resource } from './resources.ts';

interface Patch {
  readonly spot: Spot;
  readonly body: Json;
  readonly target: PatchEntry['target'];
}

/** The places in a layer's patches that set the field, or that patch the object and could; the last one first. */
export function patchPlacements(files: ManifestFiles, wanted: Wanted, index: number): readonly Placement[] {
  const layer = wanted.resource.layers[index];
  if (layer === undefined) return [];
  return patchesOf(files, layer)
    .flatMap((patch) => placementsIn(files, patch, wanted, index))
    .toReversed();
}

/** The file of a patch that changes the resource, or could, in any of its layers; undefined where none does. */
export function patchAbout(files: ManifestFiles, resource: Resource): string | undefined {
  return resource.layers
    .flatMap((layer) => patchesOf(files, layer))
    .find((patch) => matchOf(patch, resource) !== 'none')?.spot.path;
}

/** In the order in which kustomize applies them. */
function patchesOf(files: ManifestFiles, layer: Layer): readonly Patch[] {
  const { patches, patchesJson6902, patchesStrategicMerge } = layer.model;
  const own = (list: string, at: Path): readonly Spot[] => inline(files, layer, [list, ...at]);
  const entries = (list: 'patches' | 'patchesJson6902', items: readonly PatchEntry[]): readonly Patch[] =>
    items.flatMap(({ path, target }, at) => {
      const spots = path === undefined ? own(list, [at, 'patch']) : inFile(files, layer, path);
      return withBodies(files, spots, target);
    });
  const strategic = patchesStrategicMerge.flatMap((entry, at) =>
    withBodies(
      files,
      entry.includes('\n') ? own('patchesStrategicMerge', [at]) : inFile(files, layer, entry),
      undefined,
    ),
  );
  return [...strategic, ...entries('patches', patches), ...entries('patchesJson6902', patchesJson6902)];
}

function withBodies(
  files: ManifestFiles,
  spots: readonly Spot[],
  target: PatchEntry['target'],
): readonly Patch[] {
  return spots.map((spot) => ({ spot, body: valueOfSpot(files, spot) ?? null, target }));
}

function inFile(files: ManifestFiles, layer: Layer, name: string): readonly Spot[] {
  const path = within(layer, name);
  const yaml = path === undefined ? undefined : files.yaml(path);
  if (path === undefined || yaml === undefined || isProblem(yaml)) return [];
  return yaml.values.map((_, document) => ({ path, document, at: [] }));
}

function inline(files: ManifestFiles, layer: Layer, at: Path): readonly Spot[] {
  const text = valueIn(valueOfLayer(files, layer), at);
  const yaml = typeof text === 'string' ? readYaml(text) : undefined;
  if (yaml === undefined || isProblem(yaml)) return [];
  return yaml.values.map((_, inner) => ({ path: layer.path, document: 0, at, inner }));
}

function placementsIn(
  files: ManifestFiles,
  patch: Patch,
  wanted: Wanted,
  index: number,
): readonly Placement[] {
  const match = matchOf(patch, wanted.resource);
  if (match === 'none') return [];
  const found = Array.isArray(patch.body)
    ? operationPath(files, patch.body, wanted)
    : strategicPath(patch.body, wanted);
  if (found === undefined) return [];
  const { at, sets } = found;
  const shared =
    match === 'broad' ? { shared: `the patch in ${patch.spot.path} is for several objects` } : {};
  const changes = isProblem(at) ? at : oneChange(changeWithin(files, patch.spot, at, wanted.value));
  return [{ path: patch.spot.path, strength: strengthOf.patch(index), sets, changes, ...shared }];
}

function oneChange(change: FileChange | PullRequestProblem): readonly FileChange[] | PullRequestProblem {
  return isProblem(change) ? change : [change];
}

/** Whether a patch is for the object alone, for others too as far as can be told, or not for it. */
function matchOf({ body, target }: Patch, { kind, names }: Resource): 'own' | 'broad' | 'none' {
  if (target === undefined) {
    const isOwn = textAt(body, 'kind') === kind && names.includes(textAt(body, 'metadata', 'name') ?? '');
    return isOwn ? 'own' : 'none';
  }
  const isPlain = (text: string): boolean => /^[\w.-]+$/u.test(text);
  if (target.kind !== undefined && isPlain(target.kind) && target.kind !== kind) return 'none';
  if (target.name !== undefined && isPlain(target.name)) {
    if (!names.includes(target.name)) return 'none';
    return target.kind === undefined ? 'broad' : 'own';
  }
  // A name that is a pattern, or a selector, may take in the object and others.
  return 'broad';
}

interface PatchPath {
  readonly at: Path | PullRequestProblem;
  readonly sets: boolean;
}

function strategicPath(body: Json, { field: pointerText, live, value }: Wanted): PatchPath | undefined {
  if (JSON.stringify(body).includes('"$patch"')) return { at: unfollowed(), sets: true };
  const at = manifestPath(body, pointerText, live, value);
  return at === undefined ? undefined : { at, sets: valueIn(body, at) !== undefined };
}

/** The operation of a JSON Patch that writes the field, or something around it. */
function operationPath(files: ManifestFiles, operations: Json, wanted: Wanted): PatchPath | undefined {
  const manifest = valueOfSpot(files, wanted.resource.spot);
  const place = manifestPath(manifest, wanted.field, wanted.live);
  const pointerText = place === undefined ? wanted.field : pointer(...place);
  const items = listAt(operations);
  const last = items.findLastIndex((item) => {
    const path = textAt(item, 'path');
    return path !== undefined && textAt(item, 'op') !== 'test' && `${pointerText}/`.startsWith(`${path}/`);
  });
  if (last < 0) return undefined;
  const op = textAt(items[last], 'op');
  const path = textAt(items[last], 'path') ?? '';
  const value = field(items[last], 'value') as Json | undefined;
  if ((op !== 'add' && op !== 'replace') || value === undefined) return { at: unfollowed(), sets: true };
  if (path === pointerText) return { at: [last, 'value'], sets: true };
  const rest = pointerText.slice(path.length);
  const inner = isJsonObject(value) && !/\/\d/u.test(rest) ? manifestPath(value, rest, undefined) : undefined;
  return inner === undefined
    ? { at: unfollowed(), sets: true }
    : { at: [last, 'value', ...inner], sets: true };
}

function unfollowed(): PullRequestProblem {
  return problem('pull-request.not-followed', 'A patch deletes, moves or replaces what is around the field.');
}
