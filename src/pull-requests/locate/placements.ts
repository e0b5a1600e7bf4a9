import { isDeepStrictEqual } from 'node:util';
import { type ObjectRef, refText } from '../../domain/objects.ts';
import { blockText } from '../edit/style.ts';
import { valueIn } from '../edit/value-steps.ts';
import { isProblem, type PullRequestProblem, problem } from '../problem.ts';
import { generatorPlacements } from './generators.ts';
import { allLayers, takenIn } from './kustomization.ts';
import { changeWithin, type ManifestFiles, valueOfSpot } from './manifest-files.ts';
import { manifestPath, strategicPatch } from './manifest-path.ts';
import { patchPlacements } from './patches.ts';
import { type Placement, strengthOf, type Wanted } from './placement.ts';
import type { Resource } from './resources.ts';
import { transformerPlacements } from './transformers.ts';

/**
 * Every place that gives the field its value, or could, the strongest first. `siblings` is whatever is built together
 * with the resource.
 */
export function placementsOf(
  files: ManifestFiles,
  wanted: Wanted,
  siblings: readonly Resource[],
): readonly Placement[] | PullRequestProblem {
  const { resource } = wanted;
  const odd = resource.layers.find(({ model }) => model.replacements || model.transformers);
  if (odd !== undefined) {
    return problem(
      'pull-request.not-followed',
      `${odd.path} has replacements or transformers, which may set the field.`,
    );
  }
  const generated = resource.generator === undefined ? [] : generatorPlacements(wanted);
  const layered = resource.layers.flatMap((_, index) => [
    ...transformerPlacements(files, wanted, index, siblings),
    ...patchPlacements(files, wanted, index),
  ]);
  const all = [...layered, ...generated, ...basePlacement(files, wanted), ...newPatches(wanted, siblings)];
  const shared = sharedPaths(files, resource, siblings);
  return all
    .map((each) => {
      const words = shared.get(each.path);
      return words === undefined || each.shared !== undefined ? each : { ...each, shared: words };
    })
    .toSorted((one, other) => other.strength - one.strength);
}

function basePlacement(files: ManifestFiles, wanted: Wanted): readonly Placement[] {
  const { resource, field, live, value } = wanted;
  if (resource.generator !== undefined) return [];
  const manifest = valueOfSpot(files, resource.spot);
  const at = manifestPath(manifest, field, live, value);
  if (at === undefined || manifest === undefined) return [];
  const change = changeWithin(files, resource.spot, at, value);
  return [
    {
      path: resource.spot.path,
      strength: 0,
      sets: valueIn(manifest, at) !== undefined,
      changes: isProblem(change) ? change : [change],
    },
  ];
}

/** A patch of its own in each of the kustomizations, as people write them: a target and a few lines. */
function newPatches(wanted: Wanted, siblings: readonly Resource[]): readonly Placement[] {
  const { resource, field, value, live } = wanted;
  const [name] = resource.names;
  if (name === undefined || resource.generator !== undefined) return [];
  const isNamedAlike = (other: Resource): boolean =>
    other.kind === resource.kind && other.names.includes(name) && !isSameSpot(other, resource);
  const body = strategicPatch(field, value, live);
  if (body === undefined || typeof body !== 'object' || body === null || siblings.some(isNamedAlike))
    return [];
  const { apiVersion, kind } = resource;
  const patch = blockText({ apiVersion, kind, metadata: { name }, ...(body as object) });
  return resource.layers.map(({ path, model }, index) => {
    const at = ['patches', model.patches.length];
    const change = { document: 0, at, value: { target: { kind, name }, patch } };
    return { path, strength: strengthOf.newPatch(index), sets: false, changes: [{ path, change }] };
  });
}

function isSameSpot({ spot }: Resource, { spot: other }: Resource): boolean {
  return spot.path === other.path && spot.document === other.document && isDeepStrictEqual(spot.at, other.at);
}

/** Which of the files around a resource something else is built from too, in words. */
export function sharedPaths(
  files: ManifestFiles,
  resource: Resource,
  siblings: readonly Resource[],
): ReadonlyMap<string, string> {
  const entry = resource.layers.at(-1);
  if (entry === undefined) return new Map();
  const inside = takenIn(files, entry);
  const outside = allLayers(files)
    .filter((layer) => layer.path !== entry.path && !inside.has(layer.folder))
    .map((layer) => ({ layer, takes: takenIn(files, layer) }))
    .filter(({ takes }) => !takes.has(entry.folder));
  const twins = siblings.filter((other) => other !== resource && isSameSpot(other, resource));
  const around = [
    { path: resource.spot.path, taken: resource.spot.path, isTwins: twins.length > 0 },
    ...resource.layers.map(({ path, folder }) => ({
      path,
      taken: folder,
      isTwins: twins.some(({ layers }) => layers.some((layer) => layer.path === path)) && path !== entry.path,
    })),
  ];
  return new Map(
    around.flatMap(({ path, taken, isTwins }) => {
      const user = outside.find(({ takes }) => takes.has(taken))?.layer;
      if (user === undefined && !isTwins) return [];
      return [[path, `${user?.path ?? entry.path} builds something else from ${path} too`] as const];
    }),
  );
}

/**
 * The place that a careful colleague would change: the one that sets the field now, where nothing else hangs on it;
 * else the base, where only this overlay is built from it; else a patch of the overlay's own.
 */
export function choosePlacement(
  placements: readonly Placement[],
  object: ObjectRef,
): Placement | PullRequestProblem {
  const setter = placements.find(({ sets }) => sets);
  if (setter !== undefined && setter.shared === undefined) return setter;
  const stronger = placements.filter(
    ({ strength, shared, sets }) => shared === undefined && !sets && strength > (setter?.strength ?? -1),
  );
  const base = stronger.find(({ strength }) => strength === 0);
  const chosen = base ?? stronger.findLast(({ strength }) => strength > 0);
  if (chosen !== undefined) return chosen;
  return setter?.shared === undefined
    ? problem(
        'pull-request.not-in-manifest',
        `No file holds that field of ${refText(object)}, or a place for it.`,
      )
    : problem('pull-request.shared-setting', `${setter.path} sets the field, and ${setter.shared}.`);
}

/** The place in a file that would decide the field, if it were changed there. */
export function placementIn(
  placements: readonly Placement[],
  path: string,
  object: ObjectRef,
): Placement | PullRequestProblem {
  const setter = placements.find(({ sets }) => sets);
  const here = placements.filter((each) => each.path === path && each.strength >= (setter?.strength ?? 0));
  const chosen = here.find(({ sets }) => sets) ?? here.at(-1);
  if (chosen === undefined) {
    const words = setter === undefined ? 'the file has no place for it' : `${setter.path} sets it`;
    return problem(
      'pull-request.not-in-manifest',
      `${path} cannot decide that field of ${refText(object)}: ${words}.`,
    );
  }
  return chosen.shared === undefined
    ? chosen
    : problem(
        'pull-request.shared-setting',
        `${path} sets that field of ${refText(object)}, and ${chosen.shared}.`,
      );
}
