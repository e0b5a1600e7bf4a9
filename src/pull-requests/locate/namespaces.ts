import { posix } from 'node:path';
import { type KubernetesObject, refKey, refOf } from '../../domain/objects.ts';
import type { PullRequestAsk } from '../../domain/pull-request.ts';
import type { ClusterReader } from '../../ports/cluster.ts';
import { isProblem, type PullRequestProblem } from '../problem.ts';
import type { AllowedRepository } from '../repositories.ts';
import type { NamespaceAt } from './meant-resources.ts';
import { ownerOf } from './owner.ts';
import { type PlaceToLook, placesToLook } from './places-to-look.ts';

/**
 * Where the files of one repository put what names no namespace, by what applies each of the objects: the judgement by
 * which a field is located, for edits that came from elsewhere. Throws `ClusterError`.
 */
export async function namespacesOf(
  { repository, base }: Pick<PullRequestAsk, 'repository' | 'base'>,
  objects: readonly KubernetesObject[],
  cluster: ClusterReader,
  repositories: readonly AllowedRepository[],
): Promise<NamespaceAt | PullRequestProblem> {
  const places = new Map<string, readonly PlaceToLook[]>();
  for (const live of objects) {
    const owner = await ownerOf(live, cluster);
    if (owner !== undefined && isProblem(owner)) return owner;
    const found = placesToLook(live, owner, repositories);
    if (isProblem(found)) return found;
    const here = found.filter(
      ({ allowed }) => allowed.repository.toLowerCase() === repository.toLowerCase() && allowed.base === base,
    );
    places.set(refKey(refOf(live)), here);
  }
  return (path, object) => places.get(refKey(object))?.find((place) => lies(path, place))?.namespace;
}

function lies(path: string, { folder, isDeep }: PlaceToLook): boolean {
  if (folder === undefined || (folder === '.' && isDeep)) return true;
  return posix.dirname(path) === folder || (isDeep && path.startsWith(`${folder}/`));
}
