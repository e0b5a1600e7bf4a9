import { exceptUserNamespace, type JudgePod, type PodCheck } from '../check.ts';
import { containersOf } from '../pod.ts';
import { setters } from '../wording.ts';

const notUserZero: JudgePod = (pod) => {
  const who = setters(
    pod.spec.securityContext?.runAsUser === 0,
    containersOf(pod)
      .filter((container) => container.securityContext?.runAsUser === 0)
      .map((container) => container.name),
  );
  return who === '' ? undefined : { reason: 'runAsUser=0', detail: `${who} must not set runAsUser=0` };
};

export const runAsUser: PodCheck = {
  id: 'runAsUser',
  level: 'restricted',
  versions: [
    { since: 23, judge: notUserZero },
    { since: 35, judge: exceptUserNamespace(notUserZero) },
  ],
};
