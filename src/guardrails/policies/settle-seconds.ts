import { globMatches } from './glob.ts';
import type { Limits } from './policies.ts';

/** How long an alert of this name may heal by itself; `otherwise` where no entry of the policy is about it. */
export function settleSecondsFor(
  alertname: string,
  limits: Pick<Limits, 'settle'>,
  otherwise: number,
): number {
  const entry = limits.settle.find((each) => globMatches(each.alertname, alertname));
  return entry?.seconds ?? otherwise;
}
