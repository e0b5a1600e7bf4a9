import { type Alert, alertName } from './alert.ts';

/**
 * Alerts of kube-prometheus that tell that alerting works, not that something is broken: `Watchdog` fires always, and
 * `InfoInhibitor` exists to mute others. https://runbooks.prometheus-operator.dev/runbooks/general/
 */
const names: ReadonlySet<string> = new Set(['Watchdog', 'InfoInhibitor']);

export function isHeartbeat(alert: Pick<Alert, 'labels'>): boolean {
  return names.has(alertName(alert));
}
