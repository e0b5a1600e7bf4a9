import { exceptWindows, type Finding, type JudgePod, type PodCheck } from '../check.ts';
import { containersOf, type Pod } from '../pod.ts';
import { containersText, plural, quoted, setters, sortedSet } from '../wording.ts';

const reason = 'seccompProfile';
const podAnnotation = 'seccomp.security.alpha.kubernetes.io/pod';
const containerAnnotation = 'container.seccomp.security.alpha.kubernetes.io/';

/** Below v1.19 seccomp was set by annotations, and only they count. */
const annotationsOnly: JudgePod = (pod) => {
  const keys = [podAnnotation, ...containersOf(pod).map((container) => containerAnnotation + container.name)];
  const forbidden = sortedSet(
    keys.flatMap((key) => {
      const value = pod.metadata.annotations[key];
      return value === undefined || isAllowedAnnotation(value) ? [] : [`${key}=${JSON.stringify(value)}`];
    }),
  );
  if (forbidden.length === 0) return undefined;
  const word = plural('annotation', 'annotations', forbidden.length);
  return { reason, detail: `forbidden ${word} ${forbidden.join(', ')}` };
};

const noForbiddenType: JudgePod = (pod) => forbiddenTypes(pod);

const typeRequired: JudgePod = (pod) => {
  const forbidden = forbiddenTypes(pod);
  if (forbidden !== undefined) return forbidden;
  if (pod.spec.securityContext?.seccompProfile !== undefined) return undefined;
  const names = containersOf(pod)
    .filter((container) => container.securityContext?.seccompProfile === undefined)
    .map((container) => container.name);
  if (names.length === 0) return undefined;
  return {
    reason,
    detail: `pod or ${containersText(names)} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"`,
  };
};

function forbiddenTypes(pod: Pod): Finding | undefined {
  const podType = pod.spec.securityContext?.seccompProfile?.type;
  const containers = containersOf(pod).filter((container) =>
    isForbiddenType(container.securityContext?.seccompProfile?.type),
  );
  const types = [podType, ...containers.map((container) => container.securityContext?.seccompProfile?.type)];
  const who = setters(
    isForbiddenType(podType),
    containers.map((container) => container.name),
  );
  if (who === '') return undefined;
  const values = quoted(sortedSet(types.filter(isForbiddenType)));
  return { reason, detail: `${who} must not set securityContext.seccompProfile.type to ${values}` };
}

function isForbiddenType(type: string | undefined): type is string {
  return type !== undefined && type !== 'RuntimeDefault' && type !== 'Localhost';
}

function isAllowedAnnotation(value: string): boolean {
  return value === 'runtime/default' || value === 'docker/default' || value.startsWith('localhost/');
}

export const seccompProfileBaseline: PodCheck = {
  id: 'seccompProfile_baseline',
  level: 'baseline',
  versions: [
    { since: 0, judge: annotationsOnly },
    { since: 19, judge: noForbiddenType },
  ],
};

export const seccompProfileRestricted: PodCheck = {
  id: 'seccompProfile_restricted',
  level: 'restricted',
  versions: [
    { since: 19, judge: typeRequired },
    { since: 25, judge: exceptWindows(typeRequired) },
  ],
  replaces: ['seccompProfile_baseline'],
};
