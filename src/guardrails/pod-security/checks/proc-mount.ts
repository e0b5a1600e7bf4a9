import { exceptUserNamespace, type JudgePod, type PodCheck } from '../check.ts';
import { containersOf } from '../pod.ts';
import { containersText, quoted, sortedSet } from '../wording.ts';

const onlyDefault: JudgePod = (pod) => {
  const unmasked = containersOf(pod).flatMap(({ name, securityContext }) => {
    const type = securityContext?.procMount;
    return type === undefined || type === 'Default' ? [] : [{ name, type }];
  });
  if (unmasked.length === 0) return undefined;
  const names = unmasked.map((container) => container.name);
  const types = sortedSet(unmasked.map((container) => container.type));
  return {
    reason: 'procMount',
    detail: `${containersText(names)} must not set securityContext.procMount to ${quoted(types)}`,
  };
};

export const procMountBaseline: PodCheck = {
  id: 'procMount',
  level: 'baseline',
  versions: [
    { since: 0, judge: onlyDefault },
    { since: 35, judge: exceptUserNamespace(onlyDefault) },
  ],
};

/** Restricted keeps the rule that baseline relaxes for user namespaces in v1.35. */
export const procMountRestricted: PodCheck = {
  id: 'procMount_restricted',
  level: 'restricted',
  versions: [{ since: 35, judge: onlyDefault }],
  replaces: ['procMount'],
};
