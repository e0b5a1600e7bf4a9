import type { JudgePod, PodCheck } from '../check.ts';
import type { PodVolume } from '../pod.ts';
import { plural, quoted, sortedSet } from '../wording.ts';

const allowed = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
] as const;

/** Which of several sources is named, where a volume (wrongly) has more than one. */
const restricted = [
  'hostPath',
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'gitRepo',
  'nfs',
  'iscsi',
  'glusterfs',
  'rbd',
  'flexVolume',
  'cinder',
  'cephfs',
  'flocker',
  'fc',
  'azureFile',
  'vsphereVolume',
  'quobyte',
  'azureDisk',
  'photonPersistentDisk',
  'portworxVolume',
  'scaleIO',
  'storageos',
] as const;

/** The API server makes a volume without a source an emptyDir; a source that it learned since is `unknown`. */
function restrictedTypeOf(volume: PodVolume): string | undefined {
  const hasSource = Object.keys(volume).some((key) => key !== 'name');
  if (!hasSource || allowed.some((source) => source in volume)) return undefined;
  return restricted.find((source) => source in volume) ?? 'unknown';
}

const onlyAllowedTypes: JudgePod = (pod) => {
  const bad = pod.spec.volumes.flatMap((volume) => {
    const type = restrictedTypeOf(volume);
    return type === undefined ? [] : [{ name: volume.name, type }];
  });
  if (bad.length === 0) return undefined;
  const names = bad.map((volume) => volume.name);
  const types = sortedSet(bad.map((volume) => volume.type));
  return {
    reason: 'restricted volume types',
    detail: `${plural('volume', 'volumes', names.length)} ${quoted(names)} ${plural('uses', 'use', names.length)} ${plural('restricted volume type', 'restricted volume types', types.length)} ${quoted(types)}`,
  };
};

export const restrictedVolumes: PodCheck = {
  id: 'restrictedVolumes',
  level: 'restricted',
  versions: [{ since: 0, judge: onlyAllowedTypes }],
  replaces: ['hostPathVolumes'],
};
