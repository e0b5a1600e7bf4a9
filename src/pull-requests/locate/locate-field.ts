import { posix } from 'node:path';
import type { FieldChange, ManifestEdit } from '../../domain/manifest-edit.ts';
import { type KubernetesObject, namespaceOf, refOf, refText } from '../../domain/objects.ts';
import type { ClusterReader } from '../../ports/cluster.ts';
import type { RepositoryTree } from '../../ports/repository-host.ts';
import { allowsEdit } from '../allowed-edits.ts';
import { applyEdits } from '../edit/apply-edits.ts';
import { fieldwise } from '../edit/fieldwise.ts';
import { isProblem, type PullRequestProblem, problem } from '../problem.ts';
import type { AllowedRepository } from '../repositories.ts';
import { chartEdits } from './chart-edits.ts';
import { type Definition, definitionsAt } from './definitions.ts';
import type { GitOpsOwner } from './gitops-owner.ts';
import { ownerOf } from './owner.ts';
import { choosePlacement, placementsOf } from './placements.ts';
import { type PlaceToLook, placesToLook } from './places-to-look.ts';

/** What locating may look at. */
export interface LocateSources {
  /** Of the configuration: an annotation chooses among them and adds none. */
  readonly repositories: readonly AllowedRepository[];
  /** The files at the head of a branch. Throws `RepositoryError`. */
  tree(repository: string, base: string): Promise<RepositoryTree>;
  readonly cluster: ClusterReader;
}

/** Where a change belongs. */
export interface Located {
  /** `owner/name`. */
  readonly repository: string;
  readonly base: string;
  readonly edits: readonly ManifestEdit[];
  /** The controller that brings the repository into the cluster; absent where none is known to. */
  readonly owner?: GitOpsOwner;
}

/**
 * The edit of a file by which a field of a live object gets its value for good. The repository and its folder are those
 * of the controller that owns the object (Argo CD, Flux), among the allowed ones; without one, the allowed files are
 * searched for the object. Whatever is not certain is a problem, in words. Throws `RepositoryError` and `ClusterError`.
 */
export async function locateField(
  change: FieldChange,
  live: KubernetesObject,
  sources: LocateSources,
): Promise<Located | PullRequestProblem> {
  const owner = await ownerOf(live, sources.cluster);
  if (owner !== undefined && isProblem(owner)) return owner;
  const overridden = owner === undefined ? undefined : overriddenBy(owner, change.field);
  if (overridden !== undefined) return overridden;
  const places = placesToLook(live, owner, sources.repositories);
  if (isProblem(places)) return places;
  const found = await inChart(change, live, owner, places, sources);
  if (found !== undefined) return found;
  const definition = await definitionOf(live, places, sources);
  if (isProblem(definition)) return definition;
  const edits = editsOf(definition, change, live);
  if (isProblem(edits)) return edits;
  const { repository, base } = definition.place.allowed;
  const forbidden = outsidePaths(edits, live, definition.place, sources.repositories);
  if (forbidden !== undefined) return forbidden;
  // What is proposed has to be possible; the edit itself is done again when the pull request is planned.
  const tried = applyEdits(
    definition.files.texts,
    edits,
    () => live,
    () => definition.place.namespace,
  );
  if (isProblem(tried)) return tried;
  return { repository, base, edits, ...(owner === undefined ? {} : { owner }) };
}

/** The edit of a chart's values, where the one place that a controller names is a Helm chart. */
async function inChart(
  change: FieldChange,
  live: KubernetesObject,
  owner: GitOpsOwner | undefined,
  places: readonly PlaceToLook[],
  sources: LocateSources,
): Promise<Located | PullRequestProblem | undefined> {
  for (const place of places) {
    const { repository, base } = place.allowed;
    const { folder } = place;
    const tree = folder === undefined ? undefined : await sources.tree(repository, base);
    if (folder === undefined || tree?.files.has(posix.join(folder, 'Chart.yaml')) !== true) continue;
    if (owner?.overrides.includes('values') === true) {
      const words = `${refText(owner.ref)} itself gives values to the chart; which file decides is not certain.`;
      return problem('pull-request.set-by-controller', words);
    }
    const edits = await chartEdits(tree, folder, place.valueFiles, change, live);
    if (isProblem(edits)) return edits;
    const forbidden = outsidePaths(edits, live, place, sources.repositories);
    if (forbidden !== undefined) return forbidden;
    return { repository, base, edits, ...(owner === undefined ? {} : { owner }) };
  }
  return undefined;
}

/** Why the edits of an object's files are not ours to make; undefined where the configuration allows each. */
export function outsidePaths(
  edits: readonly ManifestEdit[],
  object: KubernetesObject,
  { allowed: { repository, base } }: Pick<PlaceToLook, 'allowed'>,
  repositories: readonly AllowedRepository[],
): PullRequestProblem | undefined {
  const namespace = namespaceOf({ kind: object.kind, ...object.metadata });
  const forbidden = edits.find(
    ({ path }) => !repositories.some((allowed) => allowsEdit(allowed, { repository, base, path, namespace })),
  );
  if (forbidden === undefined) return undefined;
  const words = `${forbidden.path} of ${repository} would be the file to change, and the configuration's paths leave it out.`;
  return problem('pull-request.not-allowed', words);
}

/** What the controller's own object sets goes over what any file says, and that object is not ours to change. */
function overriddenBy({ ref, overrides }: GitOpsOwner, field: string): PullRequestProblem | undefined {
  const isSet =
    (overrides.includes('images') && field.endsWith('/image')) ||
    (overrides.includes('replicas') && field === '/spec/replicas');
  if (!isSet) return undefined;
  return problem('pull-request.set-by-controller', `${refText(ref)} itself may set ${field}.`);
}

/** The one place in all repositories that defines the object. */
export async function definitionOf(
  live: KubernetesObject,
  places: readonly PlaceToLook[],
  sources: LocateSources,
): Promise<Definition | PullRequestProblem> {
  const found: Definition[] = [];
  for (const place of places) {
    const tree = await sources.tree(place.allowed.repository, place.allowed.base);
    const definitions = await definitionsAt(place, tree, live);
    if (isProblem(definitions)) return definitions;
    found.push(...definitions);
  }
  const [definition, other] = found;
  if (definition === undefined) {
    const where = places.map(
      ({ allowed, folder }) => `${allowed.repository}${folder === undefined ? '' : `/${folder}`}`,
    );
    return problem(
      'pull-request.not-in-manifest',
      `No manifest of ${refText(refOf(live))} was found in ${where.join(', ')}.`,
    );
  }
  if (other !== undefined) {
    const both = [definition, other].map(
      ({ resource, place }) =>
        `${resource.layers.at(-1)?.path ?? resource.spot.path} of ${place.allowed.repository}`,
    );
    return problem(
      'pull-request.ambiguous',
      `Both ${both.join(' and ')} define the object; a folder in the configuration says which is this cluster's.`,
    );
  }
  return definition;
}

function editsOf(
  { files, resource, siblings }: Definition,
  change: FieldChange,
  live: KubernetesObject,
): readonly ManifestEdit[] | PullRequestProblem {
  const edits: ManifestEdit[] = [];
  for (const each of fieldwise(change, live)) {
    const wanted = { resource, field: each.field, value: each.value, live };
    const placements = placementsOf(files, wanted, siblings);
    const placement = isProblem(placements) ? placements : choosePlacement(placements, change.object);
    if (isProblem(placement)) return placement;
    if (isProblem(placement.changes)) return placement.changes;
    edits.push({ path: placement.path, change: each });
  }
  const [first] = edits;
  if (first === undefined) return problem('pull-request.already-there', 'The object is that way already.');
  return edits.every(({ path }) => path === first.path) ? [{ path: first.path, change }] : edits;
}
