import type { JudgePod, PodCheck } from '../check.ts';
import { plural, quoted } from '../wording.ts';

const noHostPath: JudgePod = (pod) => {
  const names = pod.spec.volumes.filter((volume) => 'hostPath' in volume).map((volume) => volume.name);
  if (names.length === 0) return undefined;
  return {
    reason: 'hostPath volumes',
    detail: `${plural('volume', 'volumes', names.length)} ${quoted(names)}`,
  };
};

export const hostPathVolumes: PodCheck = {
  id: 'hostPathVolumes',
  level: 'baseline',
  versions: [{ since: 0, judge: noHostPath }],
};
