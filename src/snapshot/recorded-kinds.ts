import { apiVersions } from '../evidence/kinds.ts';

/** What evidence and guardrails read, and what actions depend on. Secrets are not among it. */
export const recordedKinds: readonly { readonly apiVersion: string; readonly kind: string }[] = [
  ...Object.entries(apiVersions).map(([kind, apiVersion]) => ({ apiVersion, kind })),
  { apiVersion: 'v1', kind: 'ConfigMap' },
  { apiVersion: 'apps/v1', kind: 'ControllerRevision' },
];
