import { markerAnnotation } from '../actions/marked-patch.ts';
import type { Execution } from '../domain/execution.ts';
import type { ClusterReader } from '../ports/cluster.ts';

/** Whether the request of a stored intent has reached the cluster, told by the object's uid and our marker. */
export async function reachedBefore(intent: Execution, cluster: ClusterReader): Promise<boolean> {
  const { request } = intent;
  const object = await cluster.get({ ...request.target });
  switch (request.verb) {
    case 'patch':
    case 'create':
      return object?.metadata.annotations?.[markerAnnotation] === intent.id;
    case 'delete':
      return (
        object === undefined ||
        object.metadata.uid !== request.options.preconditions.uid ||
        object.metadata.deletionTimestamp !== undefined
      );
    default:
      return request satisfies never;
  }
}
