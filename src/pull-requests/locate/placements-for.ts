import type { FieldChange } from '../../domain/manifest-edit.ts';
import { type KubernetesObject, refText } from '../../domain/objects.ts';
import { isProblem, type PullRequestProblem, problem } from '../problem.ts';
import { allLayers, type Layer, namedBy } from './kustomization.ts';
import type { ManifestFiles } from './manifest-files.ts';
import { meantResources, type NamespaceAt } from './meant-resources.ts';
import type { Placement } from './placement.ts';
import { placementsOf } from './placements.ts';
import { allResources, patchFiles } from './resources.ts';

/**
 * The places that could decide an object's field, seen from one file: of what is built from that file, or from a
 * kustomization or patch that it is. Several objects that the file could mean are refused.
 */
export function placementsFor(
  files: ManifestFiles,
  change: FieldChange,
  path: string,
  live: KubernetesObject | undefined,
  namespaceAt: NamespaceAt,
): readonly Placement[] | PullRequestProblem {
  const unread = files.yaml(path);
  if (unread !== undefined && isProblem(unread)) return unread;
  const all = allResources(files, outermost(files));
  const near = new Set(
    allLayers(files)
      .filter((layer) => layer.path === path || patchFiles(layer).includes(path))
      .map((layer) => layer.path),
  );
  const around = all.filter(
    ({ spot, layers }) => spot.path === path || layers.some((layer) => near.has(layer.path)),
  );
  const meant = meantResources(around, change.object, namespaceAt);
  if (isProblem(meant)) return meant;
  const [resource, other] = meant;
  if (resource === undefined) {
    return problem('pull-request.not-in-manifest', `${path} does not define ${refText(change.object)}.`);
  }
  if (other !== undefined) {
    return problem('pull-request.ambiguous', `${path} defines ${refText(change.object)} more than once.`);
  }
  const entry = resource.layers.at(-1)?.path;
  const siblings = all.filter(({ layers }) => layers.at(-1)?.path === entry);
  return placementsOf(files, { resource, field: change.field, value: change.value, live }, siblings);
}

/** Kustomizations that no other builds from. */
export function outermost(files: ManifestFiles): readonly Layer[] {
  const all = allLayers(files);
  const named = new Set(all.flatMap(namedBy));
  return all.filter(({ model, folder }) => model.kind !== 'Component' && !named.has(folder));
}
