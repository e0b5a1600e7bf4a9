import type { JudgePod, PodCheck } from '../check.ts';
import { appArmorAnnotation, containersOf } from '../pod.ts';
import { plural, quoted, setters, sortedSet } from '../wording.ts';

function isForbiddenType(type: string | undefined): type is string {
  return type !== undefined && type !== 'RuntimeDefault' && type !== 'Localhost';
}

function isForbiddenAnnotation([key, value]: readonly [string, string]): boolean {
  if (!key.startsWith(appArmorAnnotation)) return false;
  return value !== '' && value !== 'runtime/default' && !value.startsWith('localhost/');
}

const onlyKnownProfiles: JudgePod = (pod) => {
  const podType = pod.spec.securityContext?.appArmorProfile?.type;
  const containers = containersOf(pod).filter((container) =>
    isForbiddenType(container.securityContext?.appArmorProfile?.type),
  );
  const types = [podType, ...containers.map((container) => container.securityContext?.appArmorProfile?.type)];
  const annotations = Object.entries(pod.metadata.annotations)
    .filter(isForbiddenAnnotation)
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .sort();

  const bySpec = setters(
    isForbiddenType(podType),
    containers.map((container) => container.name),
  );
  const byAnnotation =
    annotations.length === 0 ? '' : plural('annotation', 'annotations', annotations.length);
  const who = [bySpec, byAnnotation].filter((part) => part !== '').join(' and ');
  if (who === '') return undefined;

  const values = [...sortedSet(types.filter(isForbiddenType)), ...annotations];
  return {
    reason: plural('forbidden AppArmor profile', 'forbidden AppArmor profiles', values.length),
    detail: `${who} must not set AppArmor profile type to ${quoted(values)}`,
  };
};

export const appArmorProfile: PodCheck = {
  id: 'appArmorProfile',
  level: 'baseline',
  versions: [{ since: 0, judge: onlyKnownProfiles }],
};
