import type { ClusterError } from '../ports/cluster.ts';

/** Whether the API server has said no, so that nothing was written; otherwise only reading tells. */
export function isDefinite(error: ClusterError): boolean {
  switch (error.code) {
    case 'timeout':
    case 'unreachable':
    case 'server-error':
    case 'too-many-requests':
      return false;
    case 'forbidden':
    case 'unauthorized':
    case 'not-found':
    case 'already-exists':
    case 'conflict':
    case 'invalid':
    case 'rejected':
      return true;
    default:
      return error.code satisfies never;
  }
}
