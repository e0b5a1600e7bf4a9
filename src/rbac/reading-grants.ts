import { rightOn } from '../actions/rights.ts';
import { groupOf } from '../domain/objects.ts';
import { apiVersions } from '../evidence/kinds.ts';
import type { Grant } from './policy-rule.ts';

const admission = { apiGroup: 'admissionregistration.k8s.io', verbs: ['list'] } as const;

/**
 * What evidence and guardrails read, in every namespace: alerts may be about any of them, and a selector has to be
 * compared with all there are. ConfigMaps only by name, for the hosts that a workload takes from them; no Secrets.
 */
export const readingGrants: readonly Grant[] = [
  ...Object.entries(apiVersions).map(([kind, apiVersion]) => readingGrant(kind, groupOf(apiVersion))),
  { apiGroup: '', resource: 'pods/log', verbs: ['get'] },
  rightOn('ConfigMap', 'get'),
  // Doctor compares them with what the policies imply.
  { ...admission, resource: 'validatingadmissionpolicies' },
  { ...admission, resource: 'validatingadmissionpolicybindings' },
];

function readingGrant(kind: string, apiGroup: string): Grant {
  // The metrics API serves PodMetrics as `pods`.
  if (kind === 'PodMetrics') return { apiGroup, resource: 'pods', verbs: ['get', 'list'] };
  return { ...rightOn(kind, 'get', 'list'), apiGroup };
}
