import type { Refusal } from '../domain/incident.ts';
import type { ReasonCode } from '../domain/reasons.ts';
import type { Verdict } from '../domain/verdict.ts';

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

/** The limit that ends last, where every refusal is a limit's and it is known until when. */
export function lastLimit(refusal: Refusal): (Verdict & { readonly until: string }) | undefined {
  if (!isMatterOfTime(refusal, limiting)) return undefined;
  return refusal.refused
    .flatMap(({ verdicts }) => verdicts)
    .flatMap((verdict) => (verdict.until === undefined ? [] : [{ ...verdict, until: verdict.until }]))
    .toSorted((a, b) => Date.parse(b.until) - Date.parse(a.until))[0];
}
