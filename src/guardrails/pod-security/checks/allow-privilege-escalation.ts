import { exceptWindows, type JudgePod, type PodCheck } from '../check.ts';
import { containersOf } from '../pod.ts';
import { containersText } from '../wording.ts';

const mustSetFalse: JudgePod = (pod) => {
  const names = containersOf(pod)
    .filter((container) => container.securityContext?.allowPrivilegeEscalation !== false)
    .map((container) => container.name);
  if (names.length === 0) return undefined;
  return {
    reason: 'allowPrivilegeEscalation != false',
    detail: `${containersText(names)} must set securityContext.allowPrivilegeEscalation=false`,
  };
};

export const allowPrivilegeEscalation: PodCheck = {
  id: 'allowPrivilegeEscalation',
  level: 'restricted',
  versions: [
    { since: 8, judge: mustSetFalse },
    { since: 25, judge: exceptWindows(mustSetFalse) },
  ],
};
