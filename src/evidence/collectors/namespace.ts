import type { Collector } from '../collector.ts';
import { known } from '../kinds.ts';
import { lookOr } from '../look-error.ts';
import { observe } from '../observe.ts';

/** The incident's namespaces with their Pod Security labels. */
export const namespaceCollector: Collector = {
  name: 'namespace',
  kind: 'namespace',
  collect: async ({ namespaces, cluster }) => {
    const looks = namespaces.map(async (name) => {
      const ref = known('Namespace', name);
      return await lookOr('namespace', ref, async () => {
        const namespace = await cluster.get(ref);
        return namespace === undefined ? [] : [observe(namespace)];
      });
    });
    return (await Promise.all(looks)).flat();
  },
};
