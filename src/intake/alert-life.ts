import type { Alert } from '../domain/alert.ts';

/** What a notification means for the newest life of its alert that we know. */
export type Meaning =
  /** A life that we did not know: it fires. */
  | 'begins'
  /** The open alert, told again. */
  | 'continues'
  /** The open alert has ended. */
  | 'ends'
  /** A late or doubled word about a life that is over, or the end of one that we never saw begin. */
  | 'stale';

/** A notification from before an end comes at most this long after it. */
const latestWordMilliseconds = 5 * 60_000;

/**
 * Reads one notification against the newest known life.
 *
 * A pair of Alertmanagers delivers duplicates, out of order, and with different startsAt for the same alert: an open
 * alert with the same fingerprint is the same alert, and only startsAt at or after the known end tells a next life.
 *
 * But startsAt is not always new: where Prometheus could not reach Alertmanager for longer than `resolve_timeout`, the
 * alert ends and then fires again with the startsAt that it had. So firing that is told long after the end is believed.
 * `sinceEndMilliseconds`: how long ago the known end was heard of; of no matter for an open alert.
 */
export function meaningOf(
  known: Pick<Alert, 'status' | 'startsAt' | 'endsAt'> | undefined,
  incoming: Pick<Alert, 'status' | 'startsAt' | 'endsAt'>,
  sinceEndMilliseconds: number,
): Meaning {
  if (known === undefined) return incoming.status === 'firing' ? 'begins' : 'stale';
  if (known.status === 'firing') {
    if (incoming.status === 'firing') return 'continues';
    return incoming.endsAt !== undefined && incoming.endsAt < known.startsAt ? 'stale' : 'ends';
  }
  if (incoming.status === 'resolved') return 'stale';
  if (sinceEndMilliseconds >= latestWordMilliseconds) return 'begins';
  return incoming.startsAt >= (known.endsAt ?? known.startsAt) && incoming.startsAt !== known.startsAt
    ? 'begins'
    : 'stale';
}
