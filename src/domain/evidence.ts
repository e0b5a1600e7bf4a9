import type { ObjectRef } from './objects.ts';

export const evidenceKinds = [
  'alert',
  'workload',
  'rollout',
  'pod',
  'log',
  'event',
  'job',
  'cronjob',
  'service',
  'endpoints',
  'namespace',
  'node',
  'quota',
  'usage',
  'storage',
  'autoscaler',
  'budget',
  'ingress',
  'network-policy',
  'certificate',
  'account',
  'webhook',
  'control-plane',
  'metric',
  'runbook',
] as const;
export type EvidenceKind = (typeof evidenceKinds)[number];

/** One numbered observation about one object. Untrusted text (logs, events, labels) is data, never instruction. */
export interface EvidenceItem {
  /** `ev_1`, `ev_2`, … in the order of collection. */
  readonly id: string;
  readonly kind: EvidenceKind;
  readonly ref: ObjectRef;
  /** The request or file that it came from, such as `GET /api/v1/namespaces/cardboard/events`. */
  readonly source: string;
  /** RFC 3339: when it was read. */
  readonly at: string;
  /** `untrusted` where workloads or alert authors could have written the text. */
  readonly trust: 'trusted' | 'untrusted';
  /** `could-not-look`: refused or timed out. It never means that there was nothing to find. */
  readonly status: 'seen' | 'could-not-look';
  /** It could not be looked at because the planner identity may not. */
  readonly forbidden?: true;
  /** One line, redacted. */
  readonly summary: string;
  /** More of it (log lines, a list of events), redacted and capped. */
  readonly detail?: string;
  /** Characters that the cap cut from `detail`. */
  readonly cut?: number;
}
