import type { Refusal } from '../domain/incident.ts';
import type { ReasonCode } from '../domain/reasons.ts';

/** The repository host does not answer. */
export const away: ReadonlySet<ReasonCode> = new Set(['pull-request.host-away']);
/** Limits that pass by themselves within minutes. */
export const passing: ReadonlySet<ReasonCode> = new Set([
  ...away,
  'allowlist.concurrency',
  'allowlist.cool-down',
  'allowlist.breaker-open',
]);
/** Limits on any change at all. */
export const limiting: ReadonlySet<ReasonCode> = new Set([
  ...passing,
  'allowlist.stopped',
  'allowlist.freeze',
  'allowlist.hourly-cap',
]);

/** Whether every refusal is about when, not about what: no other proposal would fare better. */
export function isMatterOfTime(refusal: Refusal, reasons: ReadonlySet<ReasonCode>): boolean {
  return refusal.refused.every(({ verdicts }) => verdicts.every(({ reason }) => reasons.has(reason)));
}
