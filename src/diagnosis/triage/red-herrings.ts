import { refKey, refText } from '../../domain/objects.ts';
import { rollingKinds } from '../../evidence/kinds.ts';
import { restartedLately } from '../../evidence/views/workload-health.ts';
import { totalRestarts } from '../../evidence/views/pod-view.ts';
import type { Facts } from './facts.ts';
import type { Finding } from './rule.ts';
import { concernedKeys } from './trace.ts';

const mostNotes = 6;

/** What looks like a cause and is none: said, so that nobody follows it. */
export function redHerrings(ranked: readonly Finding[], facts: Facts): readonly string[] {
  return [...bystanders(ranked, facts), ...oldEvents(facts), ...recoveredRestarts(facts)].slice(0, mostNotes);
}

function bystanders(ranked: readonly Finding[], facts: Facts): readonly string[] {
  const concerned = concernedKeys(facts);
  const [first] = ranked;
  return ranked
    .filter(({ cause }) => isBystander(cause.object, concerned, facts) && cause !== first?.cause)
    .map(
      ({ cause }) => `red herring: ${refText(cause.object)} (${cause.cause}) is not what the alert is about`,
    );
}

/** A workload that the incident's object neither is nor depends on. */
export function isBystander(
  object: Finding['cause']['object'],
  concerned: ReadonlySet<string> | undefined,
  { namespaces }: Pick<Facts, 'namespaces'>,
): boolean {
  // Outside the incident's namespaces only such parts of the cluster are looked at as its trouble points to.
  if (object.namespace === undefined || !namespaces.includes(object.namespace)) return false;
  if (concerned === undefined || concerned.has(refKey(object))) return false;
  return rollingKinds.some((kind) => kind === object.kind);
}

function oldEvents({ staleEvents }: Facts): readonly string[] {
  return staleEvents
    .filter(({ type }) => type === 'Warning')
    .map(
      ({ id, reason, about, last }) => `red herring: ${id} (${reason} on ${about}) is old, last seen ${last}`,
    );
}

function recoveredRestarts({ pods, now }: Facts): readonly string[] {
  return pods
    .filter((pod) => pod.ready && totalRestarts(pod) > 0)
    .filter((pod) => !pod.containers.some((container) => restartedLately(container, now)))
    .map(
      (pod) => `red herring: ${pod.id} (${pod.name}) restarted ${totalRestarts(pod)} times, but not of late`,
    );
}
