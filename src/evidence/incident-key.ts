import type { Alert } from '../domain/alert.ts';
import { refKey } from '../domain/objects.ts';
import type { Resolution } from './resolve-target.ts';
import { isResolvedTarget } from './resolve-target.ts';

/**
 * What alerts are grouped by, and the one place where correlation decides: the root owner that the alert resolves
 * to; while nothing precise resolves, Alertmanager's group within one namespace; without one, the alert alone. Incidents
 * are acted on within their namespaces, so a group, which a payload chooses, must not bring several of them together.
 */
export function incidentKey(
  alert: Pick<Alert, 'fingerprint'>,
  resolution: Resolution,
  groupKey: string,
): string {
  if (isResolvedTarget(resolution) && resolution.precise) return refKey(resolution.root);
  if (groupKey === '') return `alert/${alert.fingerprint}`;
  return `group/${resolution.namespace ?? ''}/${groupKey}`;
}
