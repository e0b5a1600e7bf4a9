import { clockText, durationText, secondsBetween } from './durations.ts';

/** A point in time, exact and as it feels. */
export function Time({ at, now }: { readonly at: string; readonly now?: Date }) {
  return (
    <time dateTime={at} title={clockText(at)}>
      {now === undefined ? clockText(at) : relative(at, now)}
    </time>
  );
}

function relative(at: string, now: Date): string {
  const seconds = secondsBetween(at, now.toISOString());
  return seconds < 0 ? `in ${durationText(-seconds)}` : `${durationText(seconds)} ago`;
}
