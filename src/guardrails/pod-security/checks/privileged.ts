import type { JudgePod, PodCheck } from '../check.ts';
import { containersOf } from '../pod.ts';
import { containersText } from '../wording.ts';

const notPrivileged: JudgePod = (pod) => {
  const names = containersOf(pod)
    .filter((container) => container.securityContext?.privileged === true)
    .map((container) => container.name);
  if (names.length === 0) return undefined;
  return {
    reason: 'privileged',
    detail: `${containersText(names)} must not set securityContext.privileged=true`,
  };
};

export const privileged: PodCheck = {
  id: 'privileged',
  level: 'baseline',
  versions: [{ since: 0, judge: notPrivileged }],
};
