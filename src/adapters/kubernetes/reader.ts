import { z } from 'zod';
import type { KubernetesObject } from '../../domain/objects.ts';
import type { ClusterReader, ListQuery, ObjectList } from '../../ports/cluster.ts';
import { asObject, jsonOf, parseAnswer } from './answer.ts';
import type { Connection } from './connection.ts';
import type { Discovery } from './discovery.ts';
import { collectionPath, objectPath, podLogPath } from './resource-path.ts';
import { refuseSecrets } from './secrets.ts';
import { clusterErrorOf } from './status.ts';

const PAGE = 500;

const listSchema = z.looseObject({
  metadata: z.looseObject({ continue: z.string().optional() }).optional(),
  items: z.array(z.looseObject({})).nullable(),
});

async function readPages(connection: Connection, path: string, query: ListQuery): Promise<ObjectList> {
  const limit = query.limit ?? Number.POSITIVE_INFINITY;
  const items: KubernetesObject[] = [];
  let next: string | undefined;
  do {
    const answer = await connection.send({
      method: 'GET',
      path,
      query: {
        labelSelector: query.labelSelector,
        fieldSelector: query.fieldSelector,
        limit: String(Math.min(PAGE, limit - items.length)),
        continue: next,
      },
    });
    const page = parseAnswer(answer, listSchema);
    // Items of a list carry neither apiVersion nor kind; those of some aggregated APIs do.
    for (const item of page.items ?? []) {
      items.push(asObject(Object.assign({ apiVersion: query.apiVersion, kind: query.kind }, item)));
    }
    next = page.metadata?.continue;
  } while (next !== undefined && next !== '' && items.length < limit);
  // Aggregated APIs such as metrics.k8s.io ignore `limit`.
  const truncated = (next !== undefined && next !== '') || items.length > limit;
  return { items: items.slice(0, limit), truncated };
}

export function createReader(connection: Connection, discovery: Discovery): ClusterReader {
  return {
    async get(ref) {
      refuseSecrets(ref.apiVersion, ref.kind);
      const resource = await discovery.resource(ref.apiVersion, ref.kind);
      const answer = await connection.send({ method: 'GET', path: objectPath(resource, ref) });
      if (answer.status === 404) {
        const error = clusterErrorOf(answer);
        // A proxy's 404 says nothing about the object; only the API server's own Status does.
        if (error.reason === 'NotFound') return undefined;
        throw error;
      }
      return asObject(jsonOf(answer));
    },

    async list(query) {
      refuseSecrets(query.apiVersion, query.kind);
      if (query.limit !== undefined && query.limit < 1) return { items: [], truncated: true };
      const resource = await discovery.resource(query.apiVersion, query.kind);
      return readPages(connection, collectionPath(resource, query.namespace), query);
    },

    async logs(query) {
      const answer = await connection.send({
        method: 'GET',
        path: podLogPath(query.namespace, query.pod),
        accept: 'text/plain, application/json',
        query: {
          container: query.container,
          ...(query.previous ? { previous: 'true' } : {}),
          tailLines: String(query.tailLines),
          limitBytes: String(query.limitBytes),
        },
      });
      if (answer.status < 200 || answer.status > 299) throw clusterErrorOf(answer);
      return answer.text;
    },
  };
}
