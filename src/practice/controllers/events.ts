import type { KubernetesObject } from '../../domain/objects.ts';
import type { ClusterState } from '../cluster-state.ts';
import type { CoreEvent } from '../kinds.ts';
import { timestamp } from '../object-store.ts';

export interface EventText {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
  readonly component: string;
}

export function eventsAbout(state: ClusterState, about: KubernetesObject): readonly CoreEvent[] {
  return state.store
    .list('v1', 'Event', about.metadata.namespace ?? 'default')
    .filter((event) => event.involvedObject.uid === about.metadata.uid);
}

/** Records an event about an object; one that was seen before counts up, as the real recorder does. */
export function recordEvent(state: ClusterState, about: KubernetesObject, text: EventText): void {
  const namespace = about.metadata.namespace ?? 'default';
  const now = timestamp(state.now());
  const { type, reason, message, component } = text;
  const same = eventsAbout(state, about).find(
    (event) => event.reason === reason && event.message === message,
  );
  if (same !== undefined) {
    state.store.replace({ ...same, count: same.count + 1, lastTimestamp: now });
    return;
  }
  state.store.create({
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: `${about.metadata.name}.${state.random.suffix(16)}`, namespace },
    involvedObject: {
      apiVersion: about.apiVersion,
      kind: about.kind,
      name: about.metadata.name,
      ...(about.metadata.namespace === undefined ? {} : { namespace }),
      uid: about.metadata.uid,
    },
    type,
    reason,
    message,
    source: { component },
    reportingComponent: component,
    firstTimestamp: now,
    lastTimestamp: now,
    count: 1,
  });
}
