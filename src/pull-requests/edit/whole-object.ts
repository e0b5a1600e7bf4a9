import { posix } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { mergeManifest } from '../../actions/merge-manifest.ts';
import { isJsonObject } from '../../domain/fields.ts';
import type { ManifestEdit } from '../../domain/manifest-edit.ts';
import { type JsonObject, type KubernetesObject, refKey } from '../../domain/objects.ts';
import { isKustomizationFile, layerOf, within } from '../locate/kustomization.ts';
import { type ManifestFiles, manifestFiles, valueOfSpot } from '../locate/manifest-files.ts';
import { meantResources, type NamespaceAt } from '../locate/meant-resources.ts';
import { outermost } from '../locate/placements-for.ts';
import { allResources } from '../locate/resources.ts';
import { isProblem, type PullRequestProblem, problem } from '../problem.ts';
import { editManifest } from './edit-manifest.ts';
import { lineEndAt } from './lines.ts';
import { blockText } from './style.ts';

type Files = ReadonlyMap<string, string>;

/** An object's whole manifest: a new file, an entry for it in a kustomization, a further document, or its fields. */
export function withObject(
  files: Files,
  edit: ManifestEdit,
  edits: readonly ManifestEdit[],
  namespaceAt: NamespaceAt,
): Files | PullRequestProblem {
  const { path, change } = edit;
  const { value } = change;
  if (!isJsonObject(value)) {
    return problem('pull-request.not-followed', 'Taking a whole object out is left to people.');
  }
  if (isKustomizationFile(path)) return withEntry(files, edit, edits);
  const text = files.get(path);
  if (text === undefined) {
    return /\.ya?ml$/u.test(path)
      ? new Map([...files, [path, blockText(value)]])
      : problem('pull-request.not-followed', 'A new manifest goes into a file that ends in .yaml.');
  }
  const known = manifestFiles(files);
  const yaml = known.yaml(path);
  if (yaml === undefined || isProblem(yaml))
    return yaml ?? problem('pull-request.not-in-manifest', 'There is no such file.');
  const here = allResources(known, outermost(known)).filter(({ spot }) => spot.path === path);
  const meant = meantResources(here, change.object, namespaceAt);
  if (isProblem(meant)) return meant;
  const [there] = meant;
  if (there === undefined) return new Map([...files, [path, withDocument(text, value)]]);
  if (here.filter(({ spot }) => isDeepStrictEqual(spot, there.spot)).length > 1) {
    return problem('pull-request.shared-setting', 'Something else is built from the manifest too.');
  }
  const old = valueOfSpot(known, there.spot) as JsonObject;
  const merged = mergeManifest(
    old as unknown as KubernetesObject,
    value as unknown as KubernetesObject,
  ) as JsonObject;
  const edited = editManifest(text, { document: there.spot.document, at: there.spot.at, value: merged });
  return isProblem(edited) ? edited : new Map([...files, [path, edited.text]]);
}

/** A further document behind the last one, with the file's own line ends. */
function withDocument(text: string, value: JsonObject): string {
  const newline = lineEndAt(text, text.length);
  const open = text === '' || text.endsWith('\n') ? '' : newline;
  return `${text}${open}---${newline}${blockText(value).replaceAll('\n', newline)}`;
}

/** An entry of `resources` for the file that another of the edits adds for the same object. */
function withEntry(
  files: Files,
  { path, change }: ManifestEdit,
  edits: readonly ManifestEdit[],
): Files | PullRequestProblem {
  const added = edits.find(
    (other) =>
      other.path !== path &&
      other.change.field === '' &&
      refKey(other.change.object) === refKey(change.object),
  );
  const known: ManifestFiles = manifestFiles(files);
  const layer = layerOf(known, posix.dirname(path));
  if (added === undefined || layer === undefined || layer.path !== path) {
    return problem('pull-request.not-in-manifest', 'The kustomization has no new file to take in.');
  }
  const name = posix.relative(layer.folder, added.path);
  const { resources } = layer.model;
  if (resources.some((each) => within(layer, each) === added.path)) return files;
  const edited = editManifest(files.get(path) ?? '', {
    document: 0,
    at: ['resources', resources.length],
    value: name,
  });
  return isProblem(edited) ? edited : new Map([...files, [path, edited.text]]);
}
