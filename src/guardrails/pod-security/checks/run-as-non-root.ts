import { exceptUserNamespace, type JudgePod, type PodCheck } from '../check.ts';
import { containersOf } from '../pod.ts';
import { containersText, setters } from '../wording.ts';

const reason = 'runAsNonRoot != true';

const mustBeNonRoot: JudgePod = (pod) => {
  const podValue = pod.spec.securityContext?.runAsNonRoot;
  const containers = containersOf(pod);
  const named = (value: boolean | undefined): readonly string[] =>
    containers
      .filter((container) => container.securityContext?.runAsNonRoot === value)
      .map((container) => container.name);

  const explicit = setters(podValue === false, named(false));
  if (explicit !== '') {
    return { reason, detail: `${explicit} must not set securityContext.runAsNonRoot=false` };
  }
  const implicit = named(undefined);
  if (podValue === true || implicit.length === 0) return undefined;
  return { reason, detail: `pod or ${containersText(implicit)} must set securityContext.runAsNonRoot=true` };
};

export const runAsNonRoot: PodCheck = {
  id: 'runAsNonRoot',
  level: 'restricted',
  versions: [
    { since: 0, judge: mustBeNonRoot },
    { since: 35, judge: exceptUserNamespace(mustBeNonRoot) },
  ],
};
