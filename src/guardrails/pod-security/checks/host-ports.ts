import type { JudgePod, PodCheck } from '../check.ts';
import { containersOf, type PodContainer } from '../pod.ts';
import { containersText, plural, sortedSet } from '../wording.ts';

function hostPortsOf(container: PodContainer): readonly string[] {
  return container.ports.filter((port) => port.hostPort !== 0).map((port) => String(port.hostPort));
}

const noHostPort: JudgePod = (pod) => {
  const containers = containersOf(pod).filter((container) => hostPortsOf(container).length > 0);
  if (containers.length === 0) return undefined;
  const names = containers.map((container) => container.name);
  const ports = sortedSet(containers.flatMap(hostPortsOf));
  return {
    reason: 'hostPort',
    detail: `${containersText(names)} ${plural('uses', 'use', names.length)} ${plural('hostPort', 'hostPorts', ports.length)} ${ports.join(', ')}`,
  };
};

export const hostPorts: PodCheck = {
  id: 'hostPorts',
  level: 'baseline',
  versions: [{ since: 0, judge: noHostPort }],
};
