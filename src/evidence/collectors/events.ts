import { field, numberAt, textAt } from '../../domain/fields.ts';
import type { KubernetesObject } from '../../domain/objects.ts';
import type { Collector, CollectorContext, Observation } from '../collector.ts';
import { apiVersions, known } from '../kinds.ts';
import { lookOr } from '../look-error.ts';
import { listText } from '../request-text.ts';
import { incidentObjects } from '../incident-objects.ts';

const mostEvents = 20;
const mostRead = 500;

/** Events about the incident's objects, warnings first, then newest first. Controllers quote what workloads wrote. */
export const eventsCollector: Collector = {
  name: 'events',
  kind: 'event',
  collect: async (context) => {
    const looks = context.namespaces.map((namespace) => eventsIn(namespace, context));
    return (await Promise.all(looks)).flat().slice(0, mostEvents);
  },
};

async function eventsIn(namespace: string, context: CollectorContext): Promise<readonly Observation[]> {
  const query = { apiVersion: apiVersions.Event, kind: 'Event', namespace, limit: mostRead };
  return await lookOr('event', known('Namespace', namespace), async () => {
    const wanted = await incidentObjects(context);
    const { items, truncated } = await context.cluster.list(query);
    const about =
      wanted === undefined ? items.filter(isWarning) : items.filter((event) => wanted.has(involved(event)));
    const shown = about
      .toSorted((a, b) => staleness(a, context.now) - staleness(b, context.now) || warningsThenNewest(a, b))
      .map((event) => observeEvent(event, listText(query), context.now));
    return truncated ? [...shown.slice(0, mostEvents - 1), truncation(namespace, listText(query))] : shown;
  });
}

const objectName = /^[a-z0-9](?:[-a-z0-9.:]{0,251}[a-z0-9])?$/u;

/** One event as an item about the object that it involves, as far as that can be one of the event's own namespace. */
export function observeEvent(event: KubernetesObject, source: string, now?: Date): Observation {
  const namespace = textAt(event, 'involvedObject', 'namespace');
  const kind = textAt(event, 'involvedObject', 'kind') ?? 'Event';
  const named = textAt(event, 'involvedObject', 'name') ?? '';
  const name = objectName.test(named) ? named : event.metadata.name;
  const message = (textAt(event, 'message') ?? '').trim();
  return {
    kind: 'event',
    ref: {
      apiVersion: textAt(event, 'involvedObject', 'apiVersion') ?? 'v1',
      kind,
      ...(namespace === undefined || namespace !== event.metadata.namespace ? {} : { namespace }),
      name,
    },
    source,
    trust: 'untrusted',
    status: 'seen',
    summary: `${textAt(event, 'type') ?? 'Event'} ${textAt(event, 'reason') ?? ''} ×${timesSeen(event)} on ${kind} ${name}, last ${lastSeen(event)}${now !== undefined && isStale(event, now) ? ' (stale: of earlier trouble)' : ''}`,
    detail: message,
    object: event,
  };
}

/** Whom the event is about, in the words of `incidentObjects`. */
function involved(event: KubernetesObject): string {
  return `${textAt(event, 'involvedObject', 'kind') ?? ''}/${textAt(event, 'involvedObject', 'name') ?? ''}`;
}

/** Events written through events.k8s.io count in `series` and date in `eventTime`. */
function timesSeen(event: KubernetesObject): number {
  return numberAt(event, 'series', 'count') ?? numberAt(event, 'count') ?? 1;
}

export function lastSeen(event: KubernetesObject): string {
  const time =
    field(event, 'series', 'lastObservedTime') ?? field(event, 'lastTimestamp') ?? field(event, 'eventTime');
  return typeof time === 'string' ? time : (event.metadata.creationTimestamp ?? 'at an unknown time');
}

/** Controllers back off to 1,000 seconds at most, kubelets to five minutes: what goes on is repeated within that. */
const staleAfterMilliseconds = 30 * 60_000;

/** Nothing has repeated it for so long that it tells of the past. */
export function isStale(event: KubernetesObject, now: Date): boolean {
  return now.getTime() - Date.parse(lastSeen(event)) > staleAfterMilliseconds;
}

function staleness(event: KubernetesObject, now: Date): number {
  return Number(isStale(event, now));
}

function isWarning(event: KubernetesObject): boolean {
  return textAt(event, 'type') === 'Warning';
}

function warningsThenNewest(a: KubernetesObject, b: KubernetesObject): number {
  return Number(isWarning(b)) - Number(isWarning(a)) || lastSeen(b).localeCompare(lastSeen(a));
}

function truncation(namespace: string, source: string): Observation {
  const summary = `more than ${mostRead} events in the namespace: those read may not be the newest`;
  return {
    kind: 'event',
    ref: known('Namespace', namespace),
    source,
    trust: 'trusted',
    status: 'could-not-look',
    summary,
  };
}
