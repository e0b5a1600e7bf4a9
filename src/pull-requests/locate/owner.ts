import type { KubernetesObject } from '../../domain/objects.ts';
import type { ClusterReader } from '../../ports/cluster.ts';
import type { PullRequestProblem } from '../problem.ts';
import { argoOwner } from './argo-cd.ts';
import { fluxOwner } from './flux.ts';
import type { GitOpsOwner } from './gitops-owner.ts';

/**
 * Who keeps an object as Git says, by its labels and annotations; undefined where nothing says that anybody does.
 * Throws `ClusterError`.
 */
export async function ownerOf(
  live: KubernetesObject,
  cluster: ClusterReader,
): Promise<GitOpsOwner | PullRequestProblem | undefined> {
  return (await fluxOwner(live, cluster)) ?? (await argoOwner(live, cluster));
}
