import { posix } from 'node:path';
import { type KubernetesObject, refOf } from '../../domain/objects.ts';
import type { RepositoryTree } from '../../ports/repository-host.ts';
import { allowsEdit } from '../allowed-edits.ts';
import { isProblem, type PullRequestProblem } from '../problem.ts';
import { allLayers, layerOf } from './kustomization.ts';
import { type ManifestFiles, manifestFiles } from './manifest-files.ts';
import { meantResources } from './meant-resources.ts';
import { outermost } from './placements-for.ts';
import type { PlaceToLook } from './places-to-look.ts';
import { manifestsIn, readFiles, withBuilt, withKustomizations } from './read-files.ts';
import { allResources, resourcesIn, resourcesOf, type Resource } from './resources.ts';

/** Where files define an object. */
export interface Definition {
  readonly place: PlaceToLook;
  readonly files: ManifestFiles;
  readonly resource: Resource;
  /** All that is built together with it, itself among them. */
  readonly siblings: readonly Resource[];
}

/** Where a part of a repository defines the object. Throws `RepositoryError`. */
export async function definitionsAt(
  place: PlaceToLook,
  tree: RepositoryTree,
  live: KubernetesObject,
): Promise<readonly Definition[] | PullRequestProblem> {
  const files = await filesAt(place, tree);
  if (isProblem(files)) return files;
  const known = manifestFiles(files);
  const all = resourcesAt(place, known, tree);
  const meant = meantResources(all, refOf(live), () => place.namespace);
  if (isProblem(meant)) return meant;
  return meant.map((resource) => {
    const entry = resource.layers.at(-1)?.path;
    const siblings = all.filter(({ layers }) => layers.at(-1)?.path === entry);
    return { place, files: known, resource, siblings };
  });
}

async function filesAt(
  { allowed, folder, isDeep }: PlaceToLook,
  tree: RepositoryTree,
): Promise<ReadonlyMap<string, string> | PullRequestProblem> {
  const kustomizations = await withKustomizations(tree, new Map());
  if (isProblem(kustomizations)) return kustomizations;
  const known = manifestFiles(kustomizations);
  const entry = folder === undefined ? undefined : layerOf(known, folder);
  if (entry !== undefined) return withBuilt(tree, kustomizations, [entry]);
  if (folder !== undefined) return readFiles(tree, manifestsIn(tree, folder, isDeep), kustomizations);
  const { repository, base } = allowed;
  const open = manifestsIn(tree, '.', true).filter((path) =>
    allowsEdit({ repository, base, paths: allowed.paths }, { repository, base, path, namespace: undefined }),
  );
  const files = await readFiles(tree, open, kustomizations);
  return isProblem(files) ? files : withBuilt(tree, files, allLayers(known));
}

function resourcesAt(
  { folder, isDeep }: PlaceToLook,
  files: ManifestFiles,
  tree: RepositoryTree,
): readonly Resource[] {
  if (folder === undefined) return allResources(files, outermost(files));
  const entry = layerOf(files, folder);
  if (entry !== undefined) return resourcesOf(files, entry);
  return manifestsIn(tree, posix.normalize(folder), isDeep).flatMap((path) => resourcesIn(files, path));
}
