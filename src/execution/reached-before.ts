import { markerAnnotation } from '../actions/marked-patch.ts';
import type { ClusterReader } from '../ports/cluster.ts';
import type { ClusterExecution } from './check-context.ts';

/** Whether the request of a stored intent has reached the cluster, told by the object's uid and our marker. */
export async function reachedBefore(
  { id, request }: Pick<ClusterExecution, 'id' | 'request'>,
  cluster: ClusterReader,
): Promise<boolean> {
  const object = await cluster.get({ ...request.target });
  switch (request.verb) {
    case 'patch':
    case 'create':
      return object?.metadata.annotations?.[markerAnnotation] === id;
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
