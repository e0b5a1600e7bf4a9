import { posix } from 'node:path';
import type { ManifestEdit } from '../../domain/manifest-edit.ts';
import type { RepositoryTree } from '../../ports/repository-host.ts';
import { isProblem, type PullRequestProblem, problem } from '../problem.ts';
import { overbuilt } from './built-size.ts';
import { chartOf, filesOfChart } from './charts.ts';
import { allLayers, isKustomizationFile, type Layer, layerOf, namedBy, takenIn } from './kustomization.ts';
import { manifestFiles } from './manifest-files.ts';
import { patchFiles } from './resources.ts';

type Files = ReadonlyMap<string, string>;

const MOST_FILES = 300;
const MOST_CHARACTERS = 4_000_000;
const AT_ONCE = 8;

/** The files of these paths, and those read before. What is no text is left out. Throws `RepositoryError`. */
export async function readFiles(
  tree: RepositoryTree,
  paths: Iterable<string>,
  before: Files = new Map(),
): Promise<Files | PullRequestProblem> {
  const wanted = [...new Set(paths)].filter((path) => tree.files.has(path) && !before.has(path));
  if (wanted.length + before.size > MOST_FILES) return tooMany(`${wanted.length + before.size} files`);
  const files = new Map(before);
  for (let from = 0; from < wanted.length; from += AT_ONCE) {
    const some = wanted.slice(from, from + AT_ONCE);
    const texts = await Promise.all(some.map((path) => tree.read(path)));
    for (const [index, path] of some.entries()) {
      const text = texts[index];
      if (text !== undefined) files.set(path, text);
    }
    const characters = [...files.values()].reduce((sum, text) => sum + text.length, 0);
    if (characters > MOST_CHARACTERS) return tooMany(`${characters} characters`);
  }
  return files;
}

function tooMany(what: string): PullRequestProblem {
  return problem(
    'pull-request.too-many-files',
    `${what} would have to be read; narrower paths, or a folder, in the configuration say where to look.`,
  );
}

/**
 * Everything that `applyEdits` has to know: the files that the edits name, and the kustomizations and the chart around
 * them. Throws `RepositoryError`.
 */
export async function filesForEdits(
  tree: RepositoryTree,
  edits: readonly ManifestEdit[],
): Promise<Files | PullRequestProblem> {
  const paths = edits.map(({ path }) => path);
  const charts = paths.flatMap((path) => chartOf(tree, path) ?? []);
  const named = [...paths, ...charts.flatMap((chart) => filesOfChart(tree, chart))];
  const own = await readFiles(tree, named);
  const known = isProblem(own) ? own : await withKustomizations(tree, own);
  if (isProblem(known)) return known;
  const files = manifestFiles(known);
  const layers = allLayers(files).map((layer) => ({ layer, takes: takenIn(files, layer) }));
  const around = layers
    .filter(({ layer, takes }) => {
      const patches = patchFiles(layer);
      return paths.some((path) => layer.path === path || patches.includes(path) || takes.has(path));
    })
    .map(({ layer }) => layer);
  const outer = layers
    .filter(({ takes }) => around.some(({ folder }) => takes.has(folder)))
    .map(({ layer }) => layer);
  return withBuilt(tree, known, [...around, ...outer]);
}

/** With every kustomization of the repository: any of them may build from the same base. */
export async function withKustomizations(
  tree: RepositoryTree,
  before: Files,
): Promise<Files | PullRequestProblem> {
  return buildable(await readFiles(tree, [...tree.files.keys()].filter(isKustomizationFile), before));
}

function buildable(files: Files | PullRequestProblem): Files | PullRequestProblem {
  const much = isProblem(files) ? undefined : overbuilt(manifestFiles(files));
  return much === undefined ? files : tooMany(much);
}

/** With all that kustomizations build from. */
export async function withBuilt(
  tree: RepositoryTree,
  before: Files,
  layers: readonly Layer[],
): Promise<Files | PullRequestProblem> {
  const files = manifestFiles(before);
  const paths = new Set<string>();
  const seen = new Set<string>();
  const visit = (layer: Layer): void => {
    if (seen.has(layer.path)) return;
    seen.add(layer.path);
    for (const path of patchFiles(layer)) paths.add(path);
    for (const path of namedBy(layer)) {
      const inner = layerOf(files, path);
      if (inner === undefined) paths.add(path);
      else visit(inner);
    }
  };
  for (const layer of layers) visit(layer);
  return buildable(await readFiles(tree, paths, before));
}

/** The manifests in a folder: those directly in it, or at any depth. */
export function manifestsIn(tree: RepositoryTree, folder: string, deep: boolean): readonly string[] {
  const prefix = folder === '.' ? '' : `${folder}/`;
  return [...tree.files.keys()].filter(
    (path) =>
      path.startsWith(prefix) && /\.(?:ya?ml|json)$/u.test(path) && (deep || posix.dirname(path) === folder),
  );
}
