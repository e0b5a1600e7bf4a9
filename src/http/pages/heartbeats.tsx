import type { Heartbeat } from '../../domain/heartbeat.ts';
import { Time } from './time.tsx';
import { visible } from './visible.ts';

interface HeartbeatsProps {
  readonly heartbeats: readonly Heartbeat[];
  readonly now: Date;
}

/** Whether alerting itself is known to work: "all quiet" means little where nobody would hear anything. */
export function Heartbeats({ heartbeats, now }: HeartbeatsProps) {
  const missing = heartbeats.filter(({ missingSince }) => missingSince !== undefined);
  if (heartbeats.length === 0) {
    return (
      <p class="faint">
        No heartbeat was seen yet: an outage of the alerting itself would not show. Send Watchdog here, or set{' '}
        <code>ALERTMANAGER_URL</code>.
      </p>
    );
  }
  if (missing.length === 0) {
    const latest = heartbeats.map(({ seenAt }) => seenAt).reduce((one, other) => (one > other ? one : other));
    return (
      <p class="faint">
        Alerting works: {heartbeats.map(({ key }) => visible(key)).join(', ')} came{' '}
        <Time at={latest} now={now} />.
      </p>
    );
  }
  return (
    <div class="banner banner-stop" role="alert">
      <strong>Alerting itself may be down.</strong> Other alerts stay away, too:
      <ul>
        {missing.map(({ key, seenAt }) => (
          <li key={key}>
            {visible(key)} last came <Time at={seenAt} now={now} />.
          </li>
        ))}
      </ul>
    </div>
  );
}
