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

/**
 * Reads one notification against the newest known life.
 *
 * A pair of Alertmanagers delivers duplicates, out of order, and with different startsAt for the same alert: an open
 * alert with the same fingerprint is the same alert, and only startsAt at or after the known end tells a next life.
 */
export function meaningOf(
  known: Pick<Alert, 'status' | 'startsAt' | 'endsAt'> | undefined,
  incoming: Pick<Alert, 'status' | 'startsAt' | 'endsAt'>,
): Meaning {
  if (known === undefined) return incoming.status === 'firing' ? 'begins' : 'stale';
  if (known.status === 'firing') {
    if (incoming.status === 'firing') return 'continues';
    return incoming.endsAt !== undefined && incoming.endsAt < known.startsAt ? 'stale' : 'ends';
  }
  if (incoming.status === 'resolved') return 'stale';
  return incoming.startsAt >= (known.endsAt ?? known.startsAt) && incoming.startsAt !== known.startsAt
    ? 'begins'
    : 'stale';
}
