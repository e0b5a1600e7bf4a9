import { posix } from 'node:path';
import { isJsonObject } from '../../domain/fields.ts';
import { pointer } from '../../domain/json-pointer.ts';
import type { ManifestEdit } from '../../domain/manifest-edit.ts';
import {
  bareRefOf,
  type Json,
  type JsonObject,
  type KubernetesObject,
  refOf,
  refText,
} from '../../domain/objects.ts';
import { applyEdits } from '../edit/apply-edits.ts';
import { isProblem, type PullRequestProblem, problem } from '../problem.ts';
import type { Definition } from './definitions.ts';
import { chartOf } from './charts.ts';
import type { Layer } from './kustomization.ts';
import { definitionOf, type Located, type LocateSources, outsidePaths } from './locate-field.ts';
import { type ManifestFiles, manifestFiles } from './manifest-files.ts';
import { newFileName } from './new-file-name.ts';
import { ownerOf } from './owner.ts';
import { patchAbout } from './patches.ts';
import { outermost } from './placements-for.ts';
import { placementsOf, sharedPaths } from './placements.ts';
import { placesToLook } from './places-to-look.ts';
import { allResources, isObject, type Resource } from './resources.ts';

/**
 * Where the manifest of an object goes that no file defines yet: beside that of `neighbour`, a live object of the same
 * namespace, such as the workload of a PodDisruptionBudget. A further document where the neighbour's file holds several
 * objects; else a file of its own, with its entry in the kustomization that only this cluster is built from. What that
 * builds is the object as it is given, or it is said that nobody can tell. Throws `RepositoryError` and `ClusterError`.
 */
export async function placeManifest(
  object: KubernetesObject,
  neighbour: KubernetesObject,
  sources: LocateSources,
): Promise<Located | PullRequestProblem> {
  const owner = await ownerOf(neighbour, sources.cluster);
  if (owner !== undefined && isProblem(owner)) return owner;
  const places = placesToLook(neighbour, owner, sources.repositories);
  if (isProblem(places)) return places;
  const definition = await definitionOf(neighbour, places, sources);
  if (isProblem(definition)) return definition;
  const edits = editsFor(object, definition);
  if (isProblem(edits)) return edits;
  const forbidden = outsidePaths(edits, object, definition.place, sources.repositories);
  if (forbidden !== undefined) return forbidden;
  const { repository, base } = definition.place.allowed;
  const wrong = misbuilt(object, edits, definition);
  return wrong ?? { repository, base, edits, ...(owner === undefined ? {} : { owner }) };
}

function editsFor(
  object: KubernetesObject,
  { files, resource, siblings }: Definition,
): readonly ManifestEdit[] | PullRequestProblem {
  const ref = bareRefOf(object);
  const change = { object: ref, field: '', value: object as JsonObject };
  const near = resource.spot.path;
  if (chartOf({ files: files.texts }, near) !== undefined || resource.generator !== undefined) {
    return problem('pull-request.templated', `${near} is no manifest beside which another could stand.`);
  }
  const shared = sharedPaths(files, resource, siblings);
  if (!shared.has(near) && holdsSeveral(files, near)) return [{ path: near, change }];
  const layer = resource.layers.find(({ path }) => !shared.has(path));
  if (layer === undefined && resource.layers.length > 0) {
    return problem('pull-request.shared-setting', `${[...shared.values()][0] ?? near}.`);
  }
  // The neighbour's own folder, unless others are built from it too.
  const beside = posix.dirname(near);
  const folder = layer === undefined || isIn(beside, layer.folder) ? beside : layer.folder;
  const path = newFileName(object, folder, near, files.texts);
  if (path === undefined) {
    return problem(
      'pull-request.ambiguous',
      `${folder} has files of every name that the manifest could have.`,
    );
  }
  return [{ path, change }, ...entryFor(layer).map((entry) => ({ path: entry, change }))];
}

/** kustomize takes no file from outside a kustomization's own folder. */
function isIn(folder: string, other: string): boolean {
  return other === '.' || folder === other || folder.startsWith(`${other}/`);
}

function entryFor(layer: Layer | undefined): readonly string[] {
  return layer === undefined ? [] : [layer.path];
}

/** Documents beside each other; the items of a List are another matter. */
function holdsSeveral(files: ManifestFiles, path: string): boolean {
  const yaml = files.yaml(path);
  if (yaml === undefined || isProblem(yaml) || !/\.ya?ml$/u.test(path)) return false;
  return yaml.values.filter((value) => isJsonObject(value) && value['items'] === undefined).length > 1;
}

/** Why what is built of the files with the edits would not be the object as it is; undefined where it would. */
function misbuilt(
  object: KubernetesObject,
  edits: readonly ManifestEdit[],
  { files, place, resource: neighbour }: Definition,
): PullRequestProblem | undefined {
  const ref = refOf(object);
  const defined = allResources(files, outermost(files)).find(
    (each) => isObject(each, ref) && (each.namespace ?? place.namespace) === ref.namespace,
  );
  if (defined !== undefined) {
    return problem('pull-request.already-there', `${defined.spot.path} defines ${refText(ref)} already.`);
  }
  const edited = applyEdits(
    files.texts,
    edits,
    () => undefined,
    () => place.namespace,
  );
  if (isProblem(edited)) return edited;
  const after = manifestFiles(new Map([...files.texts, ...edited]));
  const all = allResources(after, outermost(after));
  const made = all.filter((each) => edits.some(({ path }) => path === each.spot.path) && isNew(each, object));
  const [resource, other] = made;
  if (resource === undefined || other !== undefined) {
    return problem('pull-request.shared-setting', `It would be built ${made.length} times, and not once.`);
  }
  if (!isObject(resource, ref) || (resource.namespace ?? place.namespace) !== ref.namespace) {
    const words = `${neighbour.layers.at(-1)?.path ?? resource.spot.path} would make ${resource.kind} ${resource.namespace ?? '(no namespace)'}/${resource.name} of ${refText(ref)}.`;
    return problem('pull-request.not-followed', words);
  }
  const labelling = resource.layers.find(
    ({ model }) =>
      Object.keys(model.commonLabels).length > 0 ||
      model.labels.some((entry) => entry['includeSelectors'] === true || entry['includeTemplates'] === true),
  );
  if (labelling !== undefined) {
    return problem(
      'pull-request.not-followed',
      `${labelling.path} puts labels of its own into what it builds.`,
    );
  }
  const patch = patchAbout(after, resource);
  if (patch !== undefined) return problem('pull-request.not-followed', `A patch in ${patch} may change it.`);
  const siblings = all.filter(({ layers }) => layers.at(-1)?.path === resource.layers.at(-1)?.path);
  return alteredField(object, after, resource, siblings);
}

/** Under whatever name and namespace kustomizations give it. */
function isNew({ kind, names }: Resource, object: KubernetesObject): boolean {
  return kind === object.kind && names.includes(object.metadata.name);
}

/** Images, replicas and labels that a kustomization sets go over what the new manifest says. */
function alteredField(
  object: KubernetesObject,
  files: ManifestFiles,
  resource: Resource,
  siblings: readonly Resource[],
): PullRequestProblem | undefined {
  for (const { field, value } of leavesOf(object as JsonObject)) {
    const placements = placementsOf(files, { resource, field, value, live: object }, siblings);
    if (isProblem(placements)) return placements;
    const setter = placements.find(({ sets, strength }) => sets && strength > 0);
    if (setter !== undefined) {
      return problem('pull-request.not-followed', `${setter.path} would give ${field} another value.`);
    }
  }
  return undefined;
}

function leavesOf(value: Json, field = ''): readonly { readonly field: string; readonly value: Json }[] {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  if (entries.length === 0) return [{ field, value }];
  return entries.flatMap(([key, inner]: [string, Json]) => leavesOf(inner, field + pointer(key)));
}
