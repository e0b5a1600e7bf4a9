import type { Alert } from '../../domain/alert.ts';
import type { KubernetesObject } from '../../domain/objects.ts';

/** Fields that tell when something happened; others, such as `notAfter`, tell of what will be. */
const happened =
  /"(?:creationTimestamp|deletionTimestamp|lastTimestamp|firstTimestamp|eventTime|lastObservedTime|time|renewTime|lastTransitionTime|lastHeartbeatTime|lastUpdateTime|lastProbeTime|startTime|startedAt|finishedAt|completionTime|lastScheduleTime|lastSuccessfulTime|timestamp)":"(?<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z)"/gu;

/**
 * The last time that a dump without `now.txt` and its alerts tell of: against today's, everything in an old dump would
 * be over.
 */
export function newestTime(
  objects: readonly KubernetesObject[],
  alerts: readonly Pick<Alert, 'startsAt'>[],
): Date | undefined {
  const today = Date.now();
  const newest = objects
    .flatMap((object) => [...textOf(object).matchAll(happened)])
    .map(({ groups }) => Date.parse(groups?.['time'] ?? ''))
    .concat(alerts.map(({ startsAt }) => Date.parse(startsAt)))
    .reduce((latest, time) => (time > latest && time <= today ? time : latest), 0);
  return newest === 0 ? undefined : new Date(newest);
}

/** Nesting without an end has no text, and no time that matters. */
function textOf(object: KubernetesObject): string {
  try {
    return JSON.stringify(object);
  } catch {
    return '';
  }
}
