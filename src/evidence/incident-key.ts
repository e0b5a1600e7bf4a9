import type { Alert } from '../domain/alert.ts';
import { refKey } from '../domain/objects.ts';
import type { Resolution } from './resolve-target.ts';
import { isResolvedTarget } from './resolve-target.ts';

/**
 * What alerts are grouped by, and the one place where correlation decides: the root owner that the alert resolves
 * to; while nothing precise resolves, Alertmanager's group; without one, the alert alone.
 */
export function incidentKey(
  alert: Pick<Alert, 'fingerprint'>,
  resolution: Resolution,
  groupKey: string,
): string {
  if (isResolvedTarget(resolution) && resolution.precise) return refKey(resolution.root);
  return groupKey === '' ? `alert/${alert.fingerprint}` : `group/${groupKey}`;
}
