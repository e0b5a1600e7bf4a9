import { type Alert, alertName } from './alert.ts';

/**
 * Alerts of kube-prometheus that tell that alerting works, not that something is broken: `Watchdog` fires always, and
 * `InfoInhibitor` exists to mute others. https://runbooks.prometheus-operator.dev/runbooks/general/
 */
const names: ReadonlySet<string> = new Set(['Watchdog', 'InfoInhibitor']);

export function isHeartbeat(alert: Pick<Alert, 'labels'>): boolean {
  return names.has(alertName(alert));
}

/** An alert that fires always, so that its absence tells. */
export interface Heartbeat {
  /** The alert's name and the Prometheus that it comes from. */
  readonly key: string;
  readonly name: string;
  readonly labels: Alert['labels'];
  /** RFC 3339: when it last came. */
  readonly seenAt: string;
  /** The longest time between two words of it; 0 until there were two. */
  readonly gapSeconds: number;
  /** RFC 3339: since when it is known to be missing. */
  readonly missingSince?: string;
}

export interface Patience {
  /** How long a heartbeat may stay away at least. */
  readonly seconds: number;
  /** That is how long it may, however seldom it used to come. */
  readonly exact: boolean;
  /** Expected even if it came only once, or never: it is configured, or Alertmanager can be asked for it at any time. */
  readonly expected: boolean;
  /** Since when it could be heard without a break: before that, silence says nothing. */
  readonly listeningSince: Date;
}

/** Whether a heartbeat comes, has stayed away too long, or is not expected yet. */
export function judgeHeartbeat(
  { seenAt, gapSeconds, missingSince }: Heartbeat,
  patience: Patience,
  now: Date,
): 'comes' | 'missing' | 'not-expected' {
  if (missingSince !== undefined && seenAt <= missingSince) return 'missing';
  if (!patience.expected && gapSeconds === 0) return 'not-expected';
  const seen = Date.parse(seenAt);
  // A word from the future was heard before the clock was set back.
  const since = Math.max(seen > now.getTime() ? 0 : seen, patience.listeningSince.getTime());
  const seconds = patience.exact ? patience.seconds : Math.max(patience.seconds, gapSeconds * 2);
  return now.getTime() - since >= seconds * 1000 ? 'missing' : 'comes';
}
