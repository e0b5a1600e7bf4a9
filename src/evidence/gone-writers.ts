import type { ObjectRef } from '../domain/objects.ts';
import { refKey } from '../domain/objects.ts';
import type { ArchiveQuery } from '../ports/log-archive.ts';
import { labelledObjects } from './alert-labels.ts';
import type { CollectorContext } from './collector.ts';
import { podsOf } from './related.ts';

/** Something that wrote logs which no kubelet can have any more. */
export interface GoneWriter {
  readonly ref: ObjectRef;
  readonly of: ArchiveQuery['of'];
}

const mostAsked = 4;
const mostGone = 2;

/**
 * Pods that the alerts name and that are gone, and Jobs that have no pod any more. Nothing outside of the incident's
 * namespaces is looked at. Throws `LookError`.
 */
export async function goneWriters(context: CollectorContext): Promise<readonly GoneWriter[]> {
  const labelled = context.alerts
    .map(labelledObjects)
    .flatMap(({ named, claimed }) => [...named, ...claimed]);
  const refs = [...(context.target === undefined ? [] : [context.target]), ...labelled].filter(
    ({ kind, namespace }) =>
      (kind === 'Pod' || kind === 'Job') && namespace !== undefined && context.namespaces.includes(namespace),
  );
  const distinct = [...new Map(refs.map((ref) => [refKey(ref), ref] as const)).values()];
  const looks = distinct.slice(0, mostAsked).map(async (ref) => await goneWriter(ref, context));
  return (await Promise.all(looks)).filter((gone) => gone !== undefined).slice(0, mostGone);
}

async function goneWriter(
  { uid: _uid, ...ref }: ObjectRef,
  { cluster }: CollectorContext,
): Promise<GoneWriter | undefined> {
  const object = await cluster.get(ref);
  if (ref.kind === 'Pod') return object === undefined ? { ref, of: { pod: ref.name } } : undefined;
  const isGone = object === undefined || (await podsOf(object, cluster)).length === 0;
  return isGone ? { ref, of: { job: ref.name } } : undefined;
}
