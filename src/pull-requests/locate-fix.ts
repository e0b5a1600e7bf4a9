import type { FieldChange, ManifestEdit } from '../domain/manifest-edit.ts';
import { refText } from '../domain/objects.ts';
import type { RepositoryTree } from '../ports/repository-host.ts';
import type { GitOpsController } from './lasting-fix.ts';
import type { GitOpsOwner } from './locate/gitops-owner.ts';
import { locateField, type LocateSources } from './locate/locate-field.ts';
import { byObject } from './merged-changes.ts';
import { isProblem, problem, type PullRequestProblem } from './problem.ts';

/** Where the manifests of some fields are: one repository, so that there is one pull request. */
export interface LocatedFix {
  readonly repository: string;
  readonly base: string;
  readonly edits: readonly ManifestEdit[];
  /** Absent where nobody is known to apply the manifests. */
  readonly controller?: GitOpsController;
}

/**
 * Where all of the fields belong, or why no single pull request can hold them. What the files say already is left out.
 * Throws `RepositoryError` and `ClusterError`.
 */
export async function locateFix(
  changes: readonly FieldChange[],
  sources: LocateSources,
): Promise<LocatedFix | PullRequestProblem> {
  const looking = { ...sources, tree: remembering(sources) };
  const edits: ManifestEdit[] = [];
  let place: Omit<LocatedFix, 'edits'> | undefined;
  for (const group of byObject(changes)) {
    const live = await sources.cluster.get(group.object);
    if (live === undefined)
      return problem('target.not-found', `the cluster holds no ${refText(group.object)}`);
    for (const change of group.changes) {
      const located = await locateField(change, live, looking);
      if (isProblem(located)) {
        if (located.reason === 'pull-request.already-there') continue;
        return located;
      }
      const { repository, base, owner } = located;
      place ??= { repository, base, ...(owner === undefined ? {} : { controller: controllerOf(owner) }) };
      if (place.repository !== repository || place.base !== base) {
        const both = `${place.repository} and ${repository}`;
        return problem(
          'pull-request.ambiguous',
          `The change belongs into ${both}, which no one pull request can hold.`,
        );
      }
      edits.push(...located.edits);
    }
  }
  return place === undefined
    ? problem('pull-request.already-there', 'The repository says so already, and the cluster does not.')
    : { ...place, edits };
}

/** Many fields stand in the files of one commit. */
function remembering(sources: LocateSources): LocateSources['tree'] {
  const trees = new Map<string, Promise<RepositoryTree>>();
  return (repository, base) => {
    const key = `${repository} ${base}`;
    const tree = trees.get(key) ?? sources.tree(repository, base);
    trees.set(key, tree);
    return tree;
  };
}

export function controllerOf({ tool, ref, healsItself }: GitOpsOwner): GitOpsController {
  const name = `${tool === 'argo-cd' ? 'Argo CD' : 'Flux'} (${refText(ref)})`;
  return {
    name,
    undoes: healsItself ? 'at-once' : 'at-the-next-sync',
    appliesInWaves: tool === 'argo-cd',
  };
}
