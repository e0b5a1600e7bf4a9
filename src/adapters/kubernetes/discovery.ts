import { z } from 'zod';
import { ClusterError } from '../../ports/cluster.ts';
import type { Connection } from './connection.ts';
import { parseAnswer } from './answer.ts';
import { groupVersionPath, type Resource } from './resource-path.ts';

const resourceListSchema = z.looseObject({
  resources: z.array(z.looseObject({ name: z.string(), kind: z.string(), namespaced: z.boolean() })),
});

export interface Discovery {
  /** Throws `ClusterError` `not-found` with reason `KindNotServed` where the cluster does not serve the kind. */
  resource(apiVersion: string, kind: string): Promise<Resource>;
}

type Kinds = ReadonlyMap<string, Resource>;

async function fetchKinds(connection: Connection, apiVersion: string): Promise<Kinds> {
  const answer = await connection.send({ method: 'GET', path: groupVersionPath(apiVersion) });
  if (answer.status === 404) return new Map();
  const { resources } = parseAnswer(answer, resourceListSchema);
  return new Map(
    resources
      // A slash is a subresource, such as `deployments/scale`.
      .filter(({ name }) => !name.includes('/'))
      .map(({ name, kind, namespaced }) => [kind, { apiVersion, name, namespaced }]),
  );
}

/** Kind → resource, read once an API version; a kind that is missing is looked for once more, as CRDs come and go. */
export function createDiscovery(connection: Connection): Discovery {
  const known = new Map<string, Promise<Kinds>>();
  const refresh = (apiVersion: string): Promise<Kinds> => {
    const kinds = fetchKinds(connection, apiVersion);
    known.set(apiVersion, kinds);
    kinds.catch(() => known.delete(apiVersion));
    return kinds;
  };
  return {
    async resource(apiVersion, kind) {
      const cached = (await known.get(apiVersion))?.get(kind);
      if (cached !== undefined) return cached;
      const fresh = (await refresh(apiVersion)).get(kind);
      if (fresh !== undefined) return fresh;
      throw new ClusterError('not-found', `the cluster does not serve ${kind} in ${apiVersion}`, {
        status: 404,
        reason: 'KindNotServed',
      });
    },
  };
}
