import type { Action } from '../domain/action.ts';
import { refText } from '../domain/objects.ts';
import type { ClusterReader } from '../ports/cluster.ts';
import { isLasting } from './lasting-fix.ts';
import { controllerOf } from './locate-fix.ts';
import { ownerOf } from './locate/owner.ts';
import { isProblem } from './problem.ts';

/**
 * Which controllers take the changes of live objects back at once, in a sentence each: known without the repository,
 * so that nobody fights them where that cannot be read. Throws `ClusterError`.
 */
export async function healerWords(
  actions: readonly Action[],
  cluster: ClusterReader,
): Promise<readonly string[]> {
  const words = new Set<string>();
  for (const { target } of actions.filter(isLasting)) {
    const live = await cluster.get(target);
    const owner = live === undefined ? undefined : await ownerOf(live, cluster);
    if (owner === undefined || isProblem(owner) || !owner.healsItself) continue;
    words.add(`${controllerOf(owner).name} undoes a change of the live ${refText(target)} at once`);
  }
  return [...words];
}
