import type { Collector } from '../collector.ts';
import { known } from '../kinds.ts';
import { lookOr } from '../look-error.ts';
import { observe } from '../observe.ts';
import { isUnhealthy } from '../views/pod-view.ts';
import { incidentPods } from './pods.ts';

const mostNodes = 2;

/** The Node of the incident, or those on which its pods do badly. */
export const nodeCollector: Collector = {
  name: 'node',
  kind: 'node',
  collect: async (context) => {
    const names = context.target?.kind === 'Node' ? [context.target.name] : await nodesOfBadPods(context);
    const looks = names.map(async (name) => {
      const ref = known('Node', name);
      return await lookOr('node', ref, async () => {
        const node = await context.cluster.get(ref);
        return node === undefined ? [] : [observe(node)];
      });
    });
    return (await Promise.all(looks)).flat();
  },
};

async function nodesOfBadPods(context: Parameters<Collector['collect']>[0]): Promise<readonly string[]> {
  const pods = (await incidentPods(context)).filter(isUnhealthy);
  return [...new Set(pods.flatMap(({ node }) => node ?? []))].slice(0, mostNodes);
}
