import type { FieldChange, ManifestEdit } from '../../domain/manifest-edit.ts';
import { type KubernetesObject, type ObjectRef, refText } from '../../domain/objects.ts';
import { fileRefusal, objectRefusal } from '../file-refusal.ts';
import { chartChange } from '../locate/chart-placement.ts';
import { chartOf } from '../locate/charts.ts';
import { type FileChange, manifestFiles } from '../locate/manifest-files.ts';
import type { NamespaceAt } from '../locate/meant-resources.ts';
import { placementsFor } from '../locate/placements-for.ts';
import { placementIn } from '../locate/placements.ts';
import { isProblem, type PullRequestProblem, problem } from '../problem.ts';
import { editManifest } from './edit-manifest.ts';
import { fieldwise } from './fieldwise.ts';
import { withObject } from './whole-object.ts';
import { templated } from './yaml-text.ts';

/** The object as it lives; undefined where the cluster has none. */
export type LiveObject = (ref: ObjectRef) => KubernetesObject | undefined;

type Files = ReadonlyMap<string, string>;

/** What is known of the cluster that the files are for. */
interface Cluster {
  readonly live: LiveObject;
  readonly namespaceAt: NamespaceAt;
}

/**
 * The files that edits change, with their new texts: those that the edits name and no others. `files` holds what
 * `filesForEdits` reads: beside the files themselves, the kustomizations and charts that say what they mean.
 *
 * An edit is done where its file decides the field, or refused: a kustomization that sets it from outside, or a file
 * that other objects are built from too, is no place for it. When all are done they are looked up once more, and each
 * has to find its value in place.
 */
export function applyEdits(
  files: Files,
  edits: readonly ManifestEdit[],
  live: LiveObject,
  namespaceAt: NamespaceAt,
): Files | PullRequestProblem {
  const cluster = { live, namespaceAt };
  const refused = edits
    .map(({ path, change }) => refusalOf(path, change.object))
    .find((each) => each !== undefined);
  if (refused !== undefined) return refused;
  let current = files;
  for (const edit of edits) {
    const next =
      edit.change.field === ''
        ? withObject(current, edit, edits, namespaceAt)
        : withField(current, edit, cluster);
    if (isProblem(next)) return at(edit.path, next);
    current = next;
  }
  const lost = edits.find((edit) => edit.change.field !== '' && !isInPlace(current, edit, cluster));
  if (lost !== undefined) {
    const words = `After all edits, ${lost.path} does not give ${lost.change.field} its value.`;
    return problem('pull-request.edit-unsafe', words);
  }
  return new Map([...current].filter(([path, text]) => files.get(path) !== text));
}

function refusalOf(path: string, object: ObjectRef): PullRequestProblem | undefined {
  if (object.kind === 'Secret' && object.apiVersion === 'v1') {
    return problem(
      'pull-request.protected',
      `${refText(object)} is a Secret: no pull request of ours touches one.`,
    );
  }
  return fileRefusal(path) ?? objectRefusal(object);
}

function at(path: string, { reason, words }: PullRequestProblem): PullRequestProblem {
  return words.includes(path) ? problem(reason, words) : problem(reason, `${path}: ${words}`);
}

/** Parts of a map that are as they should be are left alone; where all of it is, nothing is left to do. */
function withField(
  files: Files,
  { path, change }: ManifestEdit,
  cluster: Cluster,
): Files | PullRequestProblem {
  let current = files;
  let done: PullRequestProblem | undefined;
  for (const each of fieldwise(change, cluster.live(change.object))) {
    const changes = changesFor(current, path, each, cluster);
    const next = isProblem(changes) ? changes : withChanges(current, changes);
    if (!isProblem(next)) current = next;
    else if (isDone(next)) done = next;
    else return next;
  }
  return current === files && done !== undefined ? done : current;
}

function changesFor(
  files: Files,
  path: string,
  change: FieldChange,
  { live, namespaceAt }: Cluster,
): readonly FileChange[] | PullRequestProblem {
  const chart = chartOf({ files }, path);
  if (chart !== undefined && path.startsWith(`${chart}/templates/`)) return templated();
  if (chart !== undefined) {
    const value = chartChange(manifestFiles(files), chart, path, change, live(change.object));
    return isProblem(value) ? value : [value];
  }
  const found = placementsFor(manifestFiles(files), change, path, live(change.object), namespaceAt);
  if (isProblem(found)) return found;
  const placement = placementIn(found, path, change.object);
  return isProblem(placement) ? placement : placement.changes;
}

function withChanges(files: Files, changes: readonly FileChange[]): Files | PullRequestProblem {
  let current = files;
  for (const { path, change } of changes) {
    const edited = editManifest(current.get(path) ?? '', change);
    if (isProblem(edited)) return edited;
    current = new Map([...current, [path, edited.text]]);
  }
  return current;
}

function isInPlace(files: Files, { path, change }: ManifestEdit, cluster: Cluster): boolean {
  return fieldwise(change, cluster.live(change.object)).every((each) => {
    const changes = changesFor(files, path, each, cluster);
    if (isProblem(changes)) return isDone(changes) || (each.value === undefined && isGone(changes));
    return changes.every((one) => {
      const edited = editManifest(files.get(one.path) ?? '', one.change);
      return isProblem(edited) && (isDone(edited) || (each.value === undefined && isGone(edited)));
    });
  });
}

function isDone({ reason }: PullRequestProblem): boolean {
  return reason === 'pull-request.already-there';
}

function isGone({ reason }: PullRequestProblem): boolean {
  return reason === 'pull-request.not-in-manifest';
}
