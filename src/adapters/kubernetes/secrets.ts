import { ClusterError } from '../../ports/cluster.ts';

/**
 * Secrets stay out of reach whatever RBAC would allow: what was never fetched cannot come into a model, a log or a
 * page, and even the answer to a write would hold the values. Throws `ClusterError` `forbidden`.
 */
export function refuseSecrets(apiVersion: string, kind: string): void {
  if (apiVersion === 'v1' && kind === 'Secret') {
    throw new ClusterError('forbidden', 'Firebreak keeps off Secrets');
  }
}
