import type { JudgePod, PodCheck } from '../check.ts';
import { containersOf } from '../pod.ts';
import { setters } from '../wording.ts';

const noHostProcess: JudgePod = (pod) => {
  const who = setters(
    pod.spec.securityContext?.windowsOptions?.hostProcess === true,
    containersOf(pod)
      .filter((container) => container.securityContext?.windowsOptions?.hostProcess === true)
      .map((container) => container.name),
  );
  if (who === '') return undefined;
  return {
    reason: 'hostProcess',
    detail: `${who} must not set securityContext.windowsOptions.hostProcess=true`,
  };
};

export const windowsHostProcess: PodCheck = {
  id: 'windowsHostProcess',
  level: 'baseline',
  versions: [{ since: 0, judge: noHostProcess }],
};
