import { textAt } from '../../domain/fields.ts';
import type { KubernetesObject, ObjectRef } from '../../domain/objects.ts';
import type { Collector, CollectorContext, Observation } from '../collector.ts';
import { apiVersions, known } from '../kinds.ts';
import { lookOr } from '../look-error.ts';
import { observe } from '../observe.ts';
import { claimsOf } from '../related.ts';
import { incidentPods } from './pods.ts';

const mostClaims = 4;
const mostAttachments = 500;

/**
 * The PersistentVolumeClaim of the incident, or those that its pods mount, each with its volume, its class, and where
 * the volume is attached while a pod waits for it.
 */
export const storageCollector: Collector = {
  name: 'storage',
  kind: 'storage',
  collect: async (context) => {
    const { resolution } = context;
    const own =
      'subject' in resolution && resolution.subject.kind === 'PersistentVolume' ? [resolution.subject] : [];
    const looks = (await claims(context)).map(async (ref) => await claimAndVolume(ref, context));
    return [
      ...(await Promise.all(own.map((ref) => object(ref, context)))),
      ...(await Promise.all(looks)),
    ].flat();
  },
};

async function claimAndVolume(ref: ObjectRef, context: CollectorContext): Promise<readonly Observation[]> {
  const [claim] = await object(ref, context);
  if (claim?.object === undefined) return claim === undefined ? [] : [claim];
  const volume = textAt(claim.object, 'spec', 'volumeName');
  const storageClass = textAt(claim.object, 'spec', 'storageClassName');
  const behind = await Promise.all([
    ...(volume === undefined ? [] : [object(known('PersistentVolume', volume), context)]),
    ...(storageClass === undefined || storageClass === ''
      ? []
      : [object(known('StorageClass', storageClass), context)]),
    ...(volume !== undefined && (await podsWait(context)) ? [attachments(volume, context)] : []),
  ]);
  return [claim, ...behind.flat()];
}

async function object(ref: ObjectRef, { cluster }: CollectorContext): Promise<readonly Observation[]> {
  return await lookOr('storage', ref, async () => {
    const { uid: _uid, ...bare } = ref;
    const found = await cluster.get(bare);
    return found === undefined ? [] : [observe(found)];
  });
}

async function attachments(volume: string, { cluster }: CollectorContext): Promise<readonly Observation[]> {
  const query = {
    apiVersion: apiVersions.VolumeAttachment,
    kind: 'VolumeAttachment',
    limit: mostAttachments,
  };
  const isOfVolume = (one: KubernetesObject) =>
    textAt(one, 'spec', 'source', 'persistentVolumeName') === volume;
  return await lookOr('storage', known('VolumeAttachment', '*'), async () =>
    (await cluster.list(query)).items.filter(isOfVolume).map(observe),
  );
}

async function podsWait(context: CollectorContext): Promise<boolean> {
  const pods = await incidentPods(context);
  return pods.some((pod) => pod.phase === 'Pending' && pod.node !== undefined);
}

async function claims(context: CollectorContext) {
  const { target } = context;
  if (target?.kind === 'PersistentVolumeClaim') return [target];
  const alive = (await incidentPods(context)).filter((pod) => pod.phase !== 'Succeeded');
  const names = alive.flatMap((pod) => claimsOf(pod.object).map((claim) => `${pod.namespace}/${claim}`));
  return [...new Set(names)].slice(0, mostClaims).map((name) => {
    const [namespace = '', claim = ''] = name.split('/');
    return known('PersistentVolumeClaim', claim, namespace);
  });
}
